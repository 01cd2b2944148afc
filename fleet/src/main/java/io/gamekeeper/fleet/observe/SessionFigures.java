package io.gamekeeper.fleet.observe;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.DoubleStream;

/**
 * The players' latencies. Each player counts once, by the mean of the player's own values, however
 * many they are.
 */
public final class SessionFigures {
  /** The fewest players for a median; the median of fewer could be decided by one player. */
  static final int FEWEST_PLAYERS = 3;

  private static final double NANOS_PER_MILLISECOND = 1e6;

  private final ConcurrentMap<String, Mean> latencies = new ConcurrentHashMap<>();

  private record Mean(long count, long nanos) {
    Mean plus(Mean more) {
      return new Mean(count + more.count, nanos + more.nanos);
    }

    double in(double unit) {
      return nanos / unit / count;
    }
  }

  /** Notes that a probe came back from the player after that time. */
  public void latency(String player, long roundTripNanos) {
    latencies.merge(player, new Mean(1, roundTripNanos), Mean::plus);
  }

  /**
   * Returns the median in milliseconds of the players' round trips since the last call; empty with
   * fewer than {@link #FEWEST_PLAYERS} players.
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
