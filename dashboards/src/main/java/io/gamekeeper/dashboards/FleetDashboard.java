package io.gamekeeper.dashboards;

import static io.gamekeeper.dashboards.Metrics.FIVE_MINUTES;
import static io.gamekeeper.dashboards.Metrics.MINUTE;

import io.gamekeeper.contract.GameDashboard;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.dashboards.Page.Graph;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.constructs.Construct;

/** The game servers: who plays, how well they keep up, and what makes the fleet grow or shrink. */
public final class FleetDashboard extends Construct {
  private final Metrics metrics;

  /**
   * What the page shows.
   *
   * @param metrics the stage's metrics
   * @param loadBalancer the load balancer before the servers
   * @param servers the servers' target group in the load balancer's metrics
   * @param release the release that is deployed
   * @param most how many servers the on-demand group may have
   * @param alarms the alarms whose cause shows here
   */
  public record Props(
      Metrics metrics,
      LoadBalancerMetrics loadBalancer,
      String servers,
      String release,
      int most,
      List<String> alarms) {
    public Props {
      alarms = List.copyOf(alarms);
    }
  }

  /** Declares the dashboard. */
  public FleetDashboard(Construct scope, String id, Props props) {
    super(scope, id);
    this.metrics = props.metrics();
    new Page(this)
        .alarms("Alarms of the fleet", props.alarms())
        .row(
            new Graph(
                "Players",
                metrics.ofServers(GameMetric.CONCURRENT_USERS, "Sum", MINUTE, "all servers"),
                metrics.ofServers(
                    GameMetric.CONCURRENT_USERS, "Maximum", FIVE_MINUTES, "fullest server")),
            servers(props),
            new Graph(
                    "Servers wanted",
                    group(
                        "GroupDesiredCapacity", GameServerContract.onDemandGroup(metrics.stage())),
                    group("GroupDesiredCapacity", GameServerContract.spotGroup(metrics.stage())))
                .limit(props.most(), "on-demand at most"))
        .heading(
            "Load",
            "Early signals come every ten seconds, and the fleet grows for them before processors"
                + " are busy.")
        .row(
            server("New connections of the busiest server, 1/s", GameMetric.NEW_CONNECTIONS)
                .limit(1200, "grows"),
            server("Attempts to connect, 1/s", GameMetric.SYN_RECEIVED).limit(15_000, "grows"),
            server("Segments sent again, %", GameMetric.PACKET_LOSS_RATE).limit(2, "grows"))
        .row(
            new Graph("Processor, %", processors()).limit(80, "HighCPUUsage"),
            server("Memory of the fullest server, %", GameMetric.MEMORY_USAGE)
                .limit(80, "HighMemoryUsage"),
            server("Disk of the fullest server, %", GameMetric.DISK_USAGE)
                .limit(85, "LowDiskSpace"))
        .row(
            new Graph("Network of the busiest server, MB/s", bytes("NetworkIn", "NetworkOut"))
                .limit(100, "HighNetworkTraffic"),
            new Graph("Disk of the busiest server, MB/s", bytes("EBSReadBytes", "EBSWriteBytes"))
                .limit(50, "HighDiskTraffic"))
        .heading("Play", "What players feel, and whether the deployed release is the reason.")
        .row(
            new Graph(
                    "Round trip, ms",
                    metrics.ofServers(GameMetric.AVERAGE_LATENCY, "Average", MINUTE, "all"),
                    metrics.ofRelease(
                        props.release(),
                        GameMetric.AVERAGE_LATENCY,
                        "Average",
                        MINUTE,
                        "this release"))
                .limit(200, "HighLatency"),
            new Graph(
                "Ticks, 1/s",
                metrics.ofServers(GameMetric.SERVER_TICK_RATE, "Average", MINUTE, "mean"),
                metrics.ofServers(GameMetric.SERVER_TICK_RATE, "Minimum", MINUTE, "slowest")),
            new Graph(
                    "Faults in five minutes",
                    metrics.ofRelease(
                        props.release(),
                        GameMetric.SERVER_FAULTS,
                        "Sum",
                        FIVE_MINUTES,
                        "this release"),
                    metrics.ofServers(
                        GameMetric.AOT_CACHE_MISSED, "Sum", FIVE_MINUTES, "started slowly"))
                .limit(2, "ReleaseFaults"))
        .show(GameDashboard.FLEET, metrics.stage(), Duration.hours(3));
  }

  private Graph servers(Props props) {
    return new Graph(
        "Servers that take players",
        props.loadBalancer().to(props.servers(), "HealthyHostCount", "Minimum", MINUTE, "healthy"),
        props
            .loadBalancer()
            .to(props.servers(), "UnHealthyHostCount", "Maximum", MINUTE, "unhealthy"));
  }

  private Graph server(String title, GameMetric metric) {
    return new Graph(title, metrics.ofServers(metric, "Maximum", MINUTE, "most"));
  }

  private IMetric[] processors() {
    return new IMetric[] {
      processor(GameServerContract.onDemandGroup(metrics.stage())),
      processor(GameServerContract.spotGroup(metrics.stage()))
    };
  }

  private IMetric[] bytes(String in, String out) {
    return new IMetric[] {
      bytes(in, out, "OnDemand", GameServerContract.onDemandGroup(metrics.stage())),
      bytes(in, out, "Spot", GameServerContract.spotGroup(metrics.stage()))
    };
  }

  private static IMetric bytes(String in, String out, String kind, String group) {
    return Metrics.math(
        "(in%1$s + out%1$s) / PERIOD(in%1$s) / 1000000".formatted(kind),
        Map.of("in" + kind, ofInstances(in, group), "out" + kind, ofInstances(out, group)),
        MINUTE,
        group);
  }

  private static IMetric ofInstances(String metric, String group) {
    return Metrics.aws(
        "AWS/EC2", metric, Map.of("AutoScalingGroupName", group), "Maximum", MINUTE, group);
  }

  private static IMetric processor(String group) {
    return Metrics.aws(
        "AWS/EC2",
        "CPUUtilization",
        Map.of("AutoScalingGroupName", group),
        "Average",
        MINUTE,
        group);
  }

  private static IMetric group(String metric, String group) {
    return Metrics.aws(
        "AWS/AutoScaling", metric, Map.of("AutoScalingGroupName", group), "Average", MINUTE, group);
  }
}
