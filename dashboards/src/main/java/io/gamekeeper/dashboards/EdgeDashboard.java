package io.gamekeeper.dashboards;

import static io.gamekeeper.dashboards.Metrics.FIVE_MINUTES;
import static io.gamekeeper.dashboards.Metrics.MINUTE;

import io.gamekeeper.contract.GameDashboard;
import io.gamekeeper.dashboards.Page.Graph;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.constructs.Construct;

/** The way in: what arrives, what the firewall turns away, and what fails. */
public final class EdgeDashboard extends Construct {

  /**
   * What the page shows.
   *
   * @param metrics the stage's metrics
   * @param loadBalancer the load balancer
   * @param firewall the web ACL's metric name
   * @param region the stage's region, a dimension of the firewall's metrics
   * @param alarms the alarms whose cause shows here
   */
  public record Props(
      Metrics metrics,
      LoadBalancerMetrics loadBalancer,
      String firewall,
      String region,
      List<String> alarms) {
    public Props {
      alarms = List.copyOf(alarms);
    }
  }

  /** Declares the dashboard. */
  public EdgeDashboard(Construct scope, String id, Props props) {
    super(scope, id);
    LoadBalancerMetrics balancer = props.loadBalancer();
    new Page(this)
        .alarms("Alarms of the edge", props.alarms())
        .row(
            new Graph("Requests in a minute", balancer.all("RequestCount", "Sum", MINUTE, "all")),
            new Graph("Until answered, s", percentiles(balancer)).limit(1, "HighLatency, p99"),
            new Graph("Errors of all requests, %", balancer.errorRate(FIVE_MINUTES, "errors"))
                .limit(5, "HighErrorRate"))
        .row(
            new Graph(
                "Errors by who answered so",
                balancer.all("HTTPCode_ELB_5XX_Count", "Sum", MINUTE, "load balancer"),
                balancer.all("HTTPCode_Target_5XX_Count", "Sum", MINUTE, "functions and servers"),
                balancer.all("HTTPCode_Target_4XX_Count", "Sum", MINUTE, "refused: 4xx")),
            new Graph("Turned away by the firewall", firewall(props, "BlockedRequests")),
            new Graph(
                "Connections",
                balancer.all("ActiveConnectionCount", "Sum", MINUTE, "open"),
                balancer.all("NewConnectionCount", "Sum", MINUTE, "new"),
                balancer.all("RejectedConnectionCount", "Sum", MINUTE, "rejected")))
        .show(GameDashboard.EDGE, props.metrics().stage(), Duration.hours(3));
  }

  /** Returns how long answers take, by three percentiles. */
  static IMetric[] percentiles(LoadBalancerMetrics balancer) {
    return Stream.of("p99", "p95", "p50")
        .map(percentile -> balancer.all("TargetResponseTime", percentile, MINUTE, percentile))
        .toArray(IMetric[]::new);
  }

  private static IMetric firewall(Props props, String name) {
    Map<String, String> dimensions = new TreeMap<>();
    dimensions.put("Region", props.region());
    dimensions.put("Rule", "ALL");
    dimensions.put("WebACL", props.firewall());
    return Metrics.aws("AWS/WAFV2", name, dimensions, "Sum", FIVE_MINUTES, "blocked");
  }
}
