package io.gamekeeper.players;

import io.gamekeeper.players.GameSession.Ending;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** One player who always wants a session. */
final class SessionPlayer {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final int MOST_DOUBLINGS = 10;

  private final String playerId;
  private final Sessions.Settings settings;
  private final SessionClient client;
  private final SessionRecord record;
  private final RandomGenerator random;

  SessionPlayer(
      int number, Sessions.Settings settings, SessionClient client, SessionRecord record) {
    this.playerId = Players.playerId(number);
    this.settings = settings;
    this.client = client;
    this.record = record;
    this.random = new SplittableRandom(settings.seed() * 1_000_003 + number);
  }

  /** Plays until interrupted. */
  void play() {
    try {
      String token = settings.tokens().tokenFor(playerId);
      // Players do not all come in the same moment.
      Thread.sleep(somePartOf(settings.moveEvery()));
      for (int refusals = 0; ; ) {
        try {
          GameSession session = client.connect(token, record);
          refusals = 0;
          hold(session);
        } catch (IOException e) {
          record.refused();
          refusals++;
        }
        Thread.sleep(pause(refusals));
      }
    } catch (InterruptedException stopped) {
      // The game is over, and the session closed.
    }
  }

  /** Moves now and then until the session ends in some way. */
  private void hold(GameSession session) throws InterruptedException {
    record.opened(playerId);
    try {
      Optional<Ending> ending = session.await(thinkTime());
      while (ending.isEmpty()) {
        double direction = random.nextDouble(2 * Math.PI);
        session.move(Math.cos(direction), Math.sin(direction));
        session.ping();
        ending = session.await(thinkTime());
      }
      if (ending.get() == Ending.DRAINED) {
        record.drained();
        session.close();
      }
    } catch (InterruptedException e) {
      record.left();
      session.close();
      throw e;
    }
    record.lost(playerId);
  }

  private Duration thinkTime() {
    return Duration.ofNanos((long) (settings.moveEvery().toNanos() * random.nextExponential()));
  }

  /**
   * Returns a random part of a time that doubles with each refusal, so that players do not return
   * in step.
   */
  private Duration pause(int refusals) {
    Duration longest = FIRST_PAUSE.multipliedBy(1L << Math.min(refusals, MOST_DOUBLINGS));
    return somePartOf(longest.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longest);
  }

  private Duration somePartOf(Duration duration) {
    return Duration.ofNanos(random.nextLong(duration.toNanos() + 1));
  }
}
