package io.gamekeeper.dashboards;

import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.Metric;

/**
 * What a load balancer measures.
 *
 * @param loadBalancer its name in its metrics, {@code app/NAME/ID}
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html">CloudWatch
 *     metrics for your Application Load Balancer</a>
 */
public record LoadBalancerMetrics(String loadBalancer) {
  private static final String NAMESPACE = "AWS/ApplicationELB";

  /** Returns a metric of all its requests. */
  Metric all(String name, String statistic, Duration period, String label) {
    return Metrics.aws(
        NAMESPACE, name, Map.of("LoadBalancer", loadBalancer), statistic, period, label);
  }

  /** Returns a metric of the requests to one target group, {@code targetgroup/NAME/ID}. */
  Metric to(String targets, String name, String statistic, Duration period, String label) {
    Map<String, String> dimensions = new TreeMap<>();
    dimensions.put("LoadBalancer", loadBalancer);
    dimensions.put("TargetGroup", targets);
    return Metrics.aws(NAMESPACE, name, dimensions, statistic, period, label);
  }

  /** Returns how many of a hundred requests failed on our side. */
  IMetric errorRate(Duration period, String label) {
    Map<String, IMetric> counts = new TreeMap<>();
    counts.put("own", all("HTTPCode_ELB_5XX_Count", "Sum", period, "own"));
    counts.put("requests", all("RequestCount", "Sum", period, "requests"));
    counts.put("targets", all("HTTPCode_Target_5XX_Count", "Sum", period, "targets"));
    return Metrics.math(
        "100 * (FILL(own, 0) + FILL(targets, 0)) / requests", counts, period, label);
  }
}
