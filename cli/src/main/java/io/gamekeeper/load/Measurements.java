package io.gamekeeper.load;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Latencies and outcomes of many callers. Thread-safe; recording does not block. */
public final class Measurements {
  private static final long HIGHEST_MICROS = 120_000_000;

  private final Recorder latencyMicros = new Recorder(HIGHEST_MICROS, 3);
  private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);

  /** Starts empty. */
  public Measurements() {
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, new LongAdder());
    }
  }

  /**
   * Records one call.
   *
   * @param latencyNanos from the time at which it should have been sent to the end of its answer
   */
  public void record(long latencyNanos, Outcome outcome) {
    latencyMicros.recordValue(Math.clamp(latencyNanos / 1000, 0, HIGHEST_MICROS));
    counter(outcome).increment();
  }

  /** Returns what was recorded since the last call. */
  public Interval take() {
    Histogram taken = latencyMicros.getIntervalHistogram();
    return new Interval(
        taken,
        counter(Outcome.REFUSED).sumThenReset(),
        counter(Outcome.FAILED).sumThenReset(),
        counter(Outcome.UNREACHABLE).sumThenReset());
  }

  private LongAdder counter(Outcome outcome) {
    LongAdder counter = outcomes.get(outcome);
    if (counter == null) {
      throw new IllegalArgumentException("no counter for " + outcome);
    }
    return counter;
  }

  /**
   * The calls of a stretch of time.
   *
   * @param latencyMicros of all calls, also of those that failed
   * @param refused answered with 4xx
   * @param failed answered with 5xx
   * @param unreachable not answered in time, or without connection
   */
  public record Interval(Histogram latencyMicros, long refused, long failed, long unreachable) {

    public long calls() {
      return latencyMicros.getTotalCount();
    }

    public long errors() {
      return refused + failed + unreachable;
    }

    /**
     * Returns the latency that this share of the calls (in percent) did not exceed, in
     * milliseconds.
     */
    public double millisAt(double percentile) {
      return latencyMicros.getValueAtPercentile(percentile) / 1000.0;
    }

    /** Returns the slowest call, in milliseconds. */
    public double maximumMillis() {
      return latencyMicros.getMaxValue() / 1000.0;
    }
  }
}
