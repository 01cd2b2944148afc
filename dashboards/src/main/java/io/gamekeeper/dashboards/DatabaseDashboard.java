package io.gamekeeper.dashboards;

import static io.gamekeeper.dashboards.Metrics.FIVE_MINUTES;
import static io.gamekeeper.dashboards.Metrics.MINUTE;

import io.gamekeeper.contract.GameDashboard;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.dashboards.Page.Graph;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.constructs.Construct;

/** The payment database: its proxy, its load and its replica. */
public final class DatabaseDashboard extends Construct {

  /**
   * What the page shows.
   *
   * @param metrics the stage's metrics
   * @param instance the identifier of the server that takes all writes
   * @param replica the identifier of the one that only reads
   * @param proxy the name of the proxy before them
   * @param alarms the alarms whose cause shows here
   */
  public record Props(
      Metrics metrics, String instance, String replica, String proxy, List<String> alarms) {
    public Props {
      alarms = List.copyOf(alarms);
    }

    private IMetric ofProxy(String name, String statistic, String label) {
      return Metrics.aws("AWS/RDS", name, Map.of("ProxyName", proxy), statistic, MINUTE, label);
    }

    private Graph ofServers(String title, String name, String statistic) {
      return new Graph(
          title,
          ofServer(instance, name, statistic, "instance"),
          ofServer(replica, name, statistic, "replica"));
    }

    private static IMetric ofServer(String server, String name, String statistic, String label) {
      return Metrics.aws(
          "AWS/RDS", name, Map.of("DBInstanceIdentifier", server), statistic, MINUTE, label);
    }
  }

  /** Declares the dashboard. */
  public DatabaseDashboard(Construct scope, String id, Props props) {
    super(scope, id);
    Metrics metrics = props.metrics();
    new Page(this)
        .alarms("Alarms of the database and the stores", props.alarms())
        .row(
            new Graph(
                    "Connections that the proxy could not make",
                    props.ofProxy("DatabaseConnectionsSetupFailed", "Sum", "failed"))
                .limit(0, "DatabaseConnectionLost"),
            new Graph(
                "Connections to the database",
                props.ofProxy("DatabaseConnectionsCurrentlyBorrowed", "Average", "borrowed"),
                props.ofProxy("MaxDatabaseConnectionsAllowed", "Average", "allowed")),
            new Graph(
                    "Wait for a connection, µs",
                    props.ofProxy("DatabaseConnectionsBorrowLatency", "Average", "mean"))
                .limit(1_000_000, "PaymentsDelayed"))
        .heading(
            "Servers",
            "A failover takes one to two minutes. The replica may be promoted; what it lacks by"
                + " then is lost.")
        .row(
            props.ofServers("Processor, %", "CPUUtilization", "Average").limit(80, "DatabaseCpu"),
            props.ofServers("Free storage, bytes", "FreeStorageSpace", "Minimum"),
            new Graph(
                    "Replica is behind, s",
                    Props.ofServer(props.replica(), "ReplicaLag", "Maximum", "lag"))
                .limit(30, "DatabaseReplicaLag"),
            new Graph(
                    "Slow statements in five minutes",
                    metrics.ofStage(GameMetric.SLOW_QUERIES, "Sum", FIVE_MINUTES, "over 0.5 s"))
                .limit(10, "SlowQueries"))
        .show(GameDashboard.DATABASE, metrics.stage(), Duration.hours(3));
  }
}
