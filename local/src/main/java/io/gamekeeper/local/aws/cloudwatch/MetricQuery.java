package io.gamekeeper.local.aws.cloudwatch;

import io.gamekeeper.local.aws.cloudwatch.math.Expression;
import io.gamekeeper.local.observe.MetricName;
import java.time.Duration;
import java.util.List;

/** A query of several, by its id: a metric's statistic, or an expression over other queries. */
sealed interface MetricQuery {
  String id();

  /** What graphs call it. */
  String label();

  /** Whether it is part of the answer, and not only of other queries. */
  boolean returned();

  /** A statistic of a metric. */
  record Stat(
      String id,
      String label,
      boolean returned,
      MetricName metric,
      Duration period,
      Statistic statistic)
      implements MetricQuery {}

  /**
   * Metric math.
   *
   * @param text as it was written
   */
  record Formula(String id, String label, boolean returned, String text, Expression expression)
      implements MetricQuery {}

  /**
   * The series of all metrics that a search has found.
   *
   * @param text as it was written
   */
  record Search(
      String id,
      String label,
      boolean returned,
      String text,
      List<MetricName> found,
      Duration period,
      Statistic statistic)
      implements MetricQuery {
    public Search {
      found = List.copyOf(found);
    }
  }
}
