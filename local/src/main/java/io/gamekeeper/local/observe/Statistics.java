package io.gamekeeper.local.observe;

import java.time.Instant;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What was measured of one metric in one period.
 *
 * @param start of the period
 * @param distribution how often which value was measured; empty if that is not known, as CloudWatch
 *     has no percentiles of negative values and of statistic sets
 */
public record Statistics(
    Instant start,
    double count,
    double sum,
    double minimum,
    double maximum,
    NavigableMap<Double, Double> distribution) {
  public Statistics {
    distribution = new TreeMap<>(distribution);
  }

  public double average() {
    return sum / count;
  }

  /**
   * Returns a percentile with an error of at most 1 %, or NaN if the distribution is not known.
   *
   * @param percent for instance 99.9
   */
  public double percentile(double percent) {
    if (distribution.isEmpty()) {
      return Double.NaN;
    }
    double rank = percent / 100 * count;
    double seen = 0;
    for (var entry : distribution.entrySet()) {
      seen += entry.getValue();
      if (seen >= rank) {
        return Math.clamp(entry.getKey(), minimum, maximum);
      }
    }
    return maximum;
  }
}
