package io.gamekeeper.infra.alarm;

import java.util.Objects;
import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.Metric;

/**
 * The condition under which an alarm goes off.
 *
 * @param metric what is watched, with its statistic and period
 * @param comparison how it is compared with the threshold
 * @param threshold in the metric's unit
 * @param datapoints how many of the last periods must be beyond the threshold
 * @param periods how many periods are looked at
 * @param missing what a period without data says, and why
 * @param meaning what it means for whoever is called: one sentence
 */
public record Rule(
    IMetric metric,
    ComparisonOperator comparison,
    double threshold,
    int datapoints,
    int periods,
    Missing missing,
    String meaning) {
  public Rule {
    Objects.requireNonNull(metric);
    Objects.requireNonNull(comparison);
    Objects.requireNonNull(missing);
    if (datapoints < 1 || datapoints > periods) {
      throw new IllegalArgumentException("1 to " + periods + " datapoints, not " + datapoints);
    }
    if (meaning.isBlank()) {
      throw new IllegalArgumentException("an alarm must say what it means");
    }
  }

  /** Returns a rule that goes off as soon as one period is above. */
  public static Rule above(double threshold, IMetric metric, Missing missing, String meaning) {
    return new Rule(
        metric, ComparisonOperator.GREATER_THAN_THRESHOLD, threshold, 1, 1, missing, meaning);
  }

  /** Returns a rule that goes off as soon as one period is at the threshold or above. */
  public static Rule atLeast(double threshold, IMetric metric, Missing missing, String meaning) {
    return new Rule(
        metric,
        ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        threshold,
        1,
        1,
        missing,
        meaning);
  }

  /** Returns a rule that goes off as soon as one period is below. */
  public static Rule below(double threshold, IMetric metric, Missing missing, String meaning) {
    return new Rule(
        metric, ComparisonOperator.LESS_THAN_THRESHOLD, threshold, 1, 1, missing, meaning);
  }

  /**
   * Returns whether a percentile is watched. It says nothing about few samples: of fewer than a
   * thousand, p99 is whichever was slowest (CloudWatch guide, "Percentile-based alarms and low data
   * samples").
   */
  boolean isPercentile() {
    return metric instanceof Metric single && single.getStatistic().startsWith("p");
  }

  /**
   * Returns the same rule, under which the alarm goes off only when that many of the last periods
   * say so.
   */
  public Rule in(int someDatapoints, int ofPeriods) {
    return new Rule(metric, comparison, threshold, someDatapoints, ofPeriods, missing, meaning);
  }
}
