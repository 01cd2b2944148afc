package io.gamekeeper.infra.alarm;

import java.util.Objects;
import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;

/**
 * The condition under which an alarm goes off. Silence is never read as a value beyond the
 * threshold: CloudWatch judges a new alarm by periods from before it existed, so it would go off in
 * every first deployment. Where silence means trouble, the end of the data is told instead.
 *
 * @param metric what is watched, with its statistic and period
 * @param comparison how it is compared with the threshold
 * @param threshold in the metric's unit
 * @param datapoints how many of the last periods must be beyond the threshold
 * @param periods how many periods are looked at
 * @param missing what a period without data says
 * @param silenceTold whether somebody is told when the data stops
 * @param meaning what it means for whoever is called: one sentence
 */
public record Rule(
    IMetric metric,
    ComparisonOperator comparison,
    double threshold,
    int datapoints,
    int periods,
    TreatMissingData missing,
    boolean silenceTold,
    String meaning) {
  public Rule {
    Objects.requireNonNull(metric);
    Objects.requireNonNull(comparison);
    Objects.requireNonNull(missing);
    if (datapoints < 1 || datapoints > periods) {
      throw new IllegalArgumentException("1 to " + periods + " datapoints, not " + datapoints);
    }
    if (missing == TreatMissingData.BREACHING) {
      throw new IllegalArgumentException(
          "an alarm that reads silence as a breach goes off in every first deployment");
    }
    if (silenceTold && missing != TreatMissingData.MISSING) {
      throw new IllegalArgumentException(
          "an alarm can only tell silence if missing data counts as missing");
    }
    if (meaning.isBlank()) {
      throw new IllegalArgumentException("an alarm must say what it means");
    }
  }

  /**
   * Returns a rule that goes off as soon as one period is above; a period without data is a quiet
   * one.
   */
  public static Rule above(double threshold, IMetric metric, String meaning) {
    return new Rule(
        metric,
        ComparisonOperator.GREATER_THAN_THRESHOLD,
        threshold,
        1,
        1,
        TreatMissingData.NOT_BREACHING,
        false,
        meaning);
  }

  /**
   * Returns a rule that goes off as soon as one period is below; a period without data is a quiet
   * one.
   */
  public static Rule below(double threshold, IMetric metric, String meaning) {
    return new Rule(
        metric,
        ComparisonOperator.LESS_THAN_THRESHOLD,
        threshold,
        1,
        1,
        TreatMissingData.NOT_BREACHING,
        false,
        meaning);
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
    return new Rule(
        metric, comparison, threshold, someDatapoints, ofPeriods, missing, silenceTold, meaning);
  }

  /** Returns the same rule with another reading of periods without data. */
  public Rule whenMissing(TreatMissingData reading) {
    return new Rule(
        metric, comparison, threshold, datapoints, periods, reading, silenceTold, meaning);
  }

  /**
   * Returns the same rule for what is measured steadily even when nothing happens: the end of the
   * measurements is told too. A new alarm lacks data from its beginning, so nothing changes and
   * nobody is called before the first measurement.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html">Configuring
   *     how CloudWatch alarms treat missing data</a>
   */
  public Rule tellingSilence() {
    return new Rule(
        metric,
        comparison,
        threshold,
        datapoints,
        periods,
        TreatMissingData.MISSING,
        true,
        meaning);
  }
}
