package io.gamekeeper.dashboards;

import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.GameServerContract;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.Metric;

/**
 * The metrics of a stage, to be drawn.
 *
 * @param stage the stage's key
 * @param namespace the CloudWatch namespace of its own metrics
 */
public record Metrics(String stage, String namespace) {
  /** AWS's own metrics, and most of ours, come once a minute. */
  static final Duration MINUTE = Duration.minutes(1);

  static final Duration FIVE_MINUTES = Duration.minutes(5);

  /** Returns a metric that a function emits. */
  Metric of(
      GameFunction function, GameMetric metric, String statistic, Duration period, String label) {
    return of(
        metric, Map.of(GameMetric.SERVICE, function.functionName()), statistic, period, label);
  }

  /** Returns a metric that game servers, or the agents beside them, emit. */
  Metric ofServers(GameMetric metric, String statistic, Duration period, String label) {
    return of(
        metric, Map.of(GameMetric.SERVICE, GameServerContract.SERVICE), statistic, period, label);
  }

  /** Returns a metric that is emitted for the whole stage, without a dimension. */
  Metric ofStage(GameMetric metric, String statistic, Duration period, String label) {
    return of(metric, Map.of(), statistic, period, label);
  }

  /** Returns a line for each currency in which a metric is emitted. */
  IMetric inEachCurrency(GameMetric metric, String statistic, Duration period) {
    return ofEach(GameMetric.CURRENCY, metric, statistic, period);
  }

  /** Returns a line for each listener of players' events that emits a metric. */
  IMetric ofEachListener(GameMetric metric, String statistic, Duration period) {
    return ofEach(GameMetric.LISTENER, metric, statistic, period);
  }

  private IMetric ofEach(String dimension, GameMetric metric, String statistic, Duration period) {
    return MathExpression.Builder.create()
        .expression(
            "SEARCH('{%s,%s,%s} MetricName=\"%s\"', '%s', %d)"
                .formatted(
                    namespace,
                    dimension,
                    GameMetric.SERVICE,
                    metric.metricName(),
                    statistic,
                    period.toSeconds().intValue()))
        .usingMetrics(Map.of())
        .label("")
        .period(period)
        .build();
  }

  /** Returns a metric of one release of the game server. */
  Metric ofRelease(
      String release, GameMetric metric, String statistic, Duration period, String label) {
    Map<String, String> dimensions = new TreeMap<>();
    dimensions.put(GameMetric.RELEASE, release);
    dimensions.put(GameMetric.SERVICE, GameServerContract.SERVICE);
    return of(metric, dimensions, statistic, period, label);
  }

  private Metric of(
      GameMetric metric,
      Map<String, String> dimensions,
      String statistic,
      Duration period,
      String label) {
    return aws(namespace, metric.metricName(), dimensions, statistic, period, label);
  }

  /** Returns a metric that an AWS service emits by itself. */
  static Metric aws(
      String namespace,
      String name,
      Map<String, String> dimensions,
      String statistic,
      Duration period,
      String label) {
    return Metric.Builder.create()
        .namespace(namespace)
        .metricName(name)
        .dimensionsMap(new TreeMap<>(dimensions))
        .statistic(statistic)
        .period(period)
        .label(label)
        .build();
  }

  /** Returns what an expression makes of metrics, which are not drawn themselves. */
  static MathExpression math(
      String expression, Map<String, IMetric> metrics, Duration period, String label) {
    return MathExpression.Builder.create()
        .expression(expression)
        .usingMetrics(new TreeMap<>(metrics))
        .period(period)
        .label(label)
        .build();
  }
}
