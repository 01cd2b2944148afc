package io.gamekeeper.dashboards;

import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.lambda.IAlias;

/**
 * What Lambda measures of a function behind its alias.
 *
 * @param title the function's name for people
 * @param alias what callers invoke
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html">Types
 *     of metrics for Lambda functions</a>
 */
public record FunctionMetrics(String title, IAlias alias) {
  /** Returns one of Lambda's metrics of the alias, labelled with the function's name. */
  Metric of(String name, String statistic, Duration period) {
    Map<String, String> dimensions = new TreeMap<>();
    String function = alias.getVersion().getLambda().getFunctionName();
    dimensions.put("FunctionName", function);
    dimensions.put("Resource", function + ":" + alias.getAliasName());
    return Metrics.aws("AWS/Lambda", name, dimensions, statistic, period, title);
  }
}
