package io.gamekeeper.players;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Players who each hold a session with a game server, until closed: they move now and then, and
 * whoever loses its session opens another, pausing longer after each refusal and never in step with
 * the others.
 */
public final class Sessions implements AutoCloseable {
  private final Settings settings;
  private final SessionRecord record = new SessionRecord();
  private final SessionClient client;
  private final List<Thread> threads = new ArrayList<>();

  /**
   * The settings of the players: who plays, and where.
   *
   * @param tokens asked once by each player
   * @param count players
   * @param moveEvery mean pause between two moves of a player
   * @param seed of everything they choose
   */
  public record Settings(
      GameAddress game, Players.Tokens tokens, int count, Duration moveEvery, long seed) {}

  /**
   * What happened to the players' sessions.
   *
   * @param players who want a session
   * @param held sessions that are open
   * @param reconnects sessions that were opened after one was lost
   * @param drains announcements of servers that they leave
   * @param refusals attempts that gave no session
   * @param longestGap the longest time that a player was without a session after it had one
   * @param roundTripMicros from a player to its server and back
   */
  public record Summary(
      int players,
      long held,
      long reconnects,
      long drains,
      long refusals,
      Duration longestGap,
      Histogram roundTripMicros) {

    /** Returns the summary in a few words. */
    @Override
    public String toString() {
      String line =
          String.format(
              Locale.ROOT,
              "sessions %d/%d  rtt p99 %.1f ms",
              held,
              players,
              roundTripMicros.getValueAtPercentile(99) / 1000.0);
      return reconnects == 0 && refusals == 0
          ? line
          : line
              + String.format(
                  Locale.ROOT,
                  "  reconnects %d (drained %d, refused %d, longest gap %.1f s)",
                  reconnects,
                  drains,
                  refusals,
                  longestGap.toMillis() / 1000.0);
    }
  }

  private Sessions(Settings settings) {
    this.settings = settings;
    this.client = SessionClient.open(settings.game());
  }

  /** Lets the players come. */
  public static Sessions start(Settings settings) {
    Sessions sessions = new Sessions(settings);
    for (int number = 0; number < settings.count(); number++) {
      SessionPlayer player = new SessionPlayer(number, settings, sessions.client, sessions.record);
      sessions.threads.add(Thread.ofVirtual().name("session-", number).start(player::play));
    }
    return sessions;
  }

  /** Returns all figures so far; the round trips are those since the last call. */
  public Summary summary() {
    return record.summary(settings.count());
  }

  /** Makes every player leave; returns when the last one has. */
  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    client.close();
  }
}
