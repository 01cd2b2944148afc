package io.gamekeeper.local.engine;

import java.time.Duration;

/**
 * How fast a supervisor is; in real time, in which processes live.
 *
 * @param look how often it looks whether the process is there
 * @param probe how often it tries whether the server does its work
 * @param patience how long an answer may take
 * @param silence after how long without an answer a server is taken for hung
 * @param restart how long a server that died stays away; doubled while it goes on dying
 * @param longestRestart where doubling ends
 */
public record Pace(
    Duration look,
    Duration probe,
    Duration patience,
    Duration silence,
    Duration restart,
    Duration longestRestart) {

  /**
   * That of a stage. RDS takes 60 to 120 s for a fail-over; ten seconds are enough for every
   * time-out and breaker to show, and short enough to wait for. A stop of 20 s is no hang.
   */
  public static final Pace STAGE =
      new Pace(
          Duration.ofMillis(250),
          Duration.ofSeconds(5),
          Duration.ofSeconds(3),
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60));

  /** How long a server stays away that has died so often in a row. */
  Duration restartAfter(int deaths) {
    Duration doubled = restart.multipliedBy(1L << Math.min(deaths - 1, 10));
    return doubled.compareTo(longestRestart) < 0 ? doubled : longestRestart;
  }
}
