package io.gamekeeper.local.engine;

import java.time.Duration;

/**
 * The intervals of a supervisor, in real time.
 *
 * @param look how often it checks that the process runs
 * @param probe how often it probes the server
 * @param patience how long an answer may take
 * @param silence how long a server may be silent before it counts as hung
 * @param restart how long a server that died stays down; doubled while it goes on dying
 * @param longestRestart the limit of the doubling
 */
public record Pace(
    Duration look,
    Duration probe,
    Duration patience,
    Duration silence,
    Duration restart,
    Duration longestRestart) {

  /**
   * The pace of a stage. RDS takes 60 to 120 s for a fail-over; ten seconds are enough for every
   * time-out and breaker to show, and short enough to wait for. A pause of 20 s does not count as a
   * hang.
   */
  public static final Pace STAGE =
      new Pace(
          Duration.ofMillis(250),
          Duration.ofSeconds(5),
          Duration.ofSeconds(3),
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60));

  /** Returns how long a server stays down after so many deaths in a row. */
  Duration restartAfter(int deaths) {
    Duration doubled = restart.multipliedBy(1L << Math.min(deaths - 1, 10));
    return doubled.compareTo(longestRestart) < 0 ? doubled : longestRestart;
  }
}
