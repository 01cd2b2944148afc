package io.gamekeeper.players;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** The record of what happens to players' sessions. Thread-safe. */
final class SessionRecord {
  private static final long HIGHEST_MICROS = 120_000_000;

  private final LongAdder held = new LongAdder();
  private final LongAdder reconnects = new LongAdder();
  private final LongAdder drains = new LongAdder();
  private final LongAdder refusals = new LongAdder();
  private final Map<String, Long> withoutSince = new ConcurrentHashMap<>();
  private final LongAccumulator longestGap = new LongAccumulator(Math::max, 0);
  private final Recorder roundTripMicros = new Recorder(HIGHEST_MICROS, 3);

  /** Notes that a player's session is open. */
  void opened(String player) {
    held.increment();
    Long since = withoutSince.remove(player);
    if (since != null) {
      reconnects.increment();
      longestGap.accumulate(System.nanoTime() - since);
    }
  }

  /** Notes that a player's open session is gone. */
  void lost(String player) {
    held.decrement();
    withoutSince.put(player, System.nanoTime());
  }

  /** Notes that a player ended its session by itself; nothing is wrong with that. */
  void left() {
    held.decrement();
  }

  /** Notes that a server announced that it leaves. */
  void drained() {
    drains.increment();
  }

  /** Notes an attempt that gave no session. */
  void refused() {
    refusals.increment();
  }

  /** Notes that a server answered after that time. */
  void roundTrip(long nanos) {
    roundTripMicros.recordValue(Math.clamp(nanos / 1000, 0, HIGHEST_MICROS));
  }

  /** Returns all figures so far; the round trips are those since the last call. */
  Sessions.Summary summary(int players) {
    long now = System.nanoTime();
    long waiting = withoutSince.values().stream().mapToLong(since -> now - since).max().orElse(0);
    Histogram roundTrips = roundTripMicros.getIntervalHistogram();
    return new Sessions.Summary(
        players,
        held.sum(),
        reconnects.sum(),
        drains.sum(),
        refusals.sum(),
        Duration.ofNanos(Math.max(longestGap.get(), waiting)),
        roundTrips);
  }
}
