package io.gamekeeper.players;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** What players live through with their sessions. Thread-safe. */
final class SessionRecord {
  private static final long HIGHEST_MICROS = 120_000_000;

  private final LongAdder held = new LongAdder();
  private final LongAdder reconnects = new LongAdder();
  private final LongAdder drains = new LongAdder();
  private final LongAdder refusals = new LongAdder();
  private final Map<String, Long> withoutSince = new ConcurrentHashMap<>();
  private final LongAccumulator longestGap = new LongAccumulator(Math::max, 0);
  private final Recorder roundTripMicros = new Recorder(HIGHEST_MICROS, 3);

  /** A player's session is open. */
  void opened(String player) {
    held.increment();
    Long since = withoutSince.remove(player);
    if (since != null) {
      reconnects.increment();
      longestGap.accumulate(System.nanoTime() - since);
    }
  }

  /** A player's open session is gone. */
  void lost(String player) {
    held.decrement();
    withoutSince.put(player, System.nanoTime());
  }

  /** A player ends its session by itself; nothing is wrong with that. */
  void left() {
    held.decrement();
  }

  /** A server announced that it goes. */
  void drained() {
    drains.increment();
  }

  /** No session was to be had, just now. */
  void refused() {
    refusals.increment();
  }

  /** A server answered after that time. */
  void roundTrip(long nanos) {
    roundTripMicros.recordValue(Math.clamp(nanos / 1000, 0, HIGHEST_MICROS));
  }

  /** All until now; of the round trips, those since the last time that this was asked. */
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
