package io.gamekeeper.insight;

import io.gamekeeper.contract.GameMetric;
import java.time.Instant;
import java.util.Optional;

/**
 * A point of a metric: one value, or what is known of several.
 *
 * @param currency value of the dimension {@link GameMetric#CURRENCY}, of metrics that have it
 * @param at the minute that it is about
 * @param count how many values
 */
public record Point(
    GameMetric metric,
    Optional<String> currency,
    Instant at,
    long count,
    double sum,
    double minimum,
    double maximum) {

  /** Returns a point of one value. */
  static Point of(GameMetric metric, Instant at, double value) {
    return new Point(metric, Optional.empty(), at, 1, value, value, value);
  }

  /** Returns a point of one amount in a currency. */
  static Point of(GameMetric metric, String currency, Instant at, double value) {
    return new Point(metric, Optional.of(currency), at, 1, value, value, value);
  }
}
