package io.gamekeeper.fleet.observe;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.DoubleStream;

/**
 * What sessions measure: how long they lasted and how far away the players are. Each player counts
 * once, by the mean of the player's own values, however many they are.
 */
public final class SessionFigures {
  /** The median of fewer could be what one player says. */
  static final int FEWEST_PLAYERS = 3;

  private static final double NANOS_PER_MILLISECOND = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  private final ConcurrentMap<String, Mean> durations = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Mean> latencies = new ConcurrentHashMap<>();

  private record Mean(long count, long nanos) {
    Mean plus(Mean more) {
      return new Mean(count + more.count, nanos + more.nanos);
    }

    double in(double unit) {
      return nanos / unit / count;
    }
  }

  /** A session of the player lasted that long. */
  public void ended(String player, Duration age) {
    durations.merge(player, new Mean(1, age.toNanos()), Mean::plus);
  }

  /** A probe came back from the player after that time. */
  public void latency(String player, long roundTripNanos) {
    latencies.merge(player, new Mean(1, roundTripNanos), Mean::plus);
  }

  /** Mean duration in seconds of the sessions that ended since this was asked last. */
  public OptionalDouble takeMeanSeconds() {
    return taken(durations, NANOS_PER_SECOND).average();
  }

  /**
   * Median in milliseconds of the players' round trips since this was asked last; empty with fewer
   * than {@link #FEWEST_PLAYERS}.
   */
  public OptionalDouble takeMedianLatencyMillis() {
    double[] sorted = taken(latencies, NANOS_PER_MILLISECOND).sorted().toArray();
    int middle = sorted.length / 2;
    if (sorted.length < FEWEST_PLAYERS) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
  }

  private static DoubleStream taken(ConcurrentMap<String, Mean> means, double unit) {
    DoubleStream.Builder values = DoubleStream.builder();
    for (Map.Entry<String, Mean> entry : means.entrySet()) {
      if (means.remove(entry.getKey(), entry.getValue())) {
        values.add(entry.getValue().in(unit));
      }
    }
    return values.build();
  }
}
