package io.gamekeeper.local.aws.cloudwatch;

import io.gamekeeper.local.observe.Statistics;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statistic by CloudWatch's name: {@code Average}, {@code p99.9} …
 *
 * @param percent of a percentile; empty for all others
 * @param value takes it from a period; NaN if the period does not have it
 */
record Statistic(String name, Optional<Double> percent, ToDoubleFunction<Statistics> value) {
  private static final Pattern PERCENTILE = Pattern.compile("p(\\d{1,2}(?:\\.\\d{1,10})?|100)");

  /**
   * The statistic of a name; empty if the stage does not know it. Of CloudWatch's, trimmed means
   * and their kind are not simulated.
   */
  static Optional<Statistic> of(String name) {
    Matcher percentile = PERCENTILE.matcher(name);
    if (percentile.matches()) {
      double percent = Double.parseDouble(percentile.group(1));
      return Optional.of(
          new Statistic(name, Optional.of(percent), period -> period.percentile(percent)));
    }
    return switch (name) {
      case "Average" -> plain(name, Statistics::average);
      case "Sum" -> plain(name, Statistics::sum);
      case "Minimum" -> plain(name, Statistics::minimum);
      case "Maximum" -> plain(name, Statistics::maximum);
      case "SampleCount" -> plain(name, Statistics::count);
      default -> Optional.empty();
    };
  }

  private static Optional<Statistic> plain(String name, ToDoubleFunction<Statistics> value) {
    return Optional.of(new Statistic(name, Optional.empty(), value));
  }
}
