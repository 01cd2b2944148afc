package io.gamekeeper.fleet.observe;

import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicReference;

/** What sessions measure: how long they lasted and how far away the players are. */
public final class SessionFigures {
  private static final double NANOS_PER_MILLISECOND = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  private final AtomicReference<Mean> durations = new AtomicReference<>(Mean.NONE);
  private final AtomicReference<Mean> latencies = new AtomicReference<>(Mean.NONE);

  private record Mean(long count, long nanos) {
    static final Mean NONE = new Mean(0, 0);

    Mean plus(long more) {
      return new Mean(count + 1, nanos + more);
    }

    OptionalDouble in(double unit) {
      return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(nanos / unit / count);
    }
  }

  /** A session lasted that long. */
  public void ended(Duration age) {
    durations.updateAndGet(mean -> mean.plus(age.toNanos()));
  }

  /** A probe came back after that time. */
  public void latency(long roundTripNanos) {
    latencies.updateAndGet(mean -> mean.plus(roundTripNanos));
  }

  /** Mean duration in seconds of the sessions that ended since this was asked last. */
  public OptionalDouble takeMeanSeconds() {
    return durations.getAndSet(Mean.NONE).in(NANOS_PER_SECOND);
  }

  /** Mean round trip in milliseconds since this was asked last. */
  public OptionalDouble takeMeanLatencyMillis() {
    return latencies.getAndSet(Mean.NONE).in(NANOS_PER_MILLISECOND);
  }
}
