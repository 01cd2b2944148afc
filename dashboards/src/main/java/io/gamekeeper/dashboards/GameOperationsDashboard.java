package io.gamekeeper.dashboards;

import static io.gamekeeper.dashboards.Metrics.FIVE_MINUTES;
import static io.gamekeeper.dashboards.Metrics.MINUTE;

import io.gamekeeper.contract.GameDashboard;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.dashboards.Page.Graph;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.constructs.Construct;

/**
 * The whole game on one page: the alarms first, then what players feel, the game's logic, the
 * application and the infrastructure below it. Whoever is called starts here and follows a bad
 * figure downwards.
 */
public final class GameOperationsDashboard extends Construct {
  private static final Duration HOUR = Duration.hours(1);
  private static final Duration DAY = Duration.days(1);

  private final Props props;
  private final Metrics metrics;

  /**
   * What the page shows.
   *
   * @param metrics the stage's metrics
   * @param loadBalancer the load balancer
   * @param servers the game servers' target group in the load balancer's metrics
   * @param release the release of the game server that is deployed
   * @param functions the functions that players wait for
   * @param database the identifier of the payment database
   * @param proxy the name of the proxy before it
   * @param rankingNodes the ids of Redis nodes, one of each shard
   * @param appMonitor the name of the app monitor to which clients send what their players feel, if
   *     there is one
   * @param alarms the alarms that call somebody
   */
  public record Props(
      Metrics metrics,
      LoadBalancerMetrics loadBalancer,
      String servers,
      String release,
      List<FunctionMetrics> functions,
      String database,
      String proxy,
      List<String> rankingNodes,
      Optional<String> appMonitor,
      List<String> alarms) {
    public Props {
      functions = List.copyOf(functions);
      rankingNodes = List.copyOf(rankingNodes);
      alarms = List.copyOf(alarms);
    }
  }

  /** Declares the dashboard. */
  public GameOperationsDashboard(Construct scope, String id, Props props) {
    super(scope, id);
    this.props = props;
    this.metrics = props.metrics();
    Page page = new Page(this).alarms("Alarms", props.alarms());
    whatPlayersFeel(page);
    gameLogic(page);
    application(page);
    infrastructure(page);
    page.show(GameDashboard.GAME_OPERATIONS, metrics.stage(), Duration.hours(3));
  }

  private void whatPlayersFeel(Page page) {
    page.heading(
            "Player experience", "Measured at the players, or as close to them as servers come.")
        .row(
            new Graph("Latency of requests, s", EdgeDashboard.percentiles(props.loadBalancer()))
                .limit(1, "HighLatency, p99"),
            new Graph(
                    "Round trip in sessions, ms",
                    metrics.ofServers(GameMetric.AVERAGE_LATENCY, "p99", MINUTE, "p99"),
                    metrics.ofServers(GameMetric.AVERAGE_LATENCY, "p95", MINUTE, "p95"),
                    metrics.ofServers(GameMetric.AVERAGE_LATENCY, "p50", MINUTE, "p50"))
                .limit(200, "HighLatency"),
            new Graph(
                    "Packet loss, %",
                    metrics.ofServers(GameMetric.PACKET_LOSS_RATE, "Average", MINUTE, "mean"))
                .limit(2, "PacketLoss"));
    props
        .appMonitor()
        .ifPresent(
            monitor ->
                page.row(
                    new Graph("Sessions of clients", rum(monitor, "SessionCount", "Sum")),
                    new Graph(
                        "Errors in clients",
                        rum(monitor, "JsErrorCount", "Sum"),
                        rum(monitor, "Http4xxCount", "Sum"),
                        rum(monitor, "Http5xxCount", "Sum")),
                    new Graph(
                        "Start of the client, ms",
                        rum(monitor, "PerformanceNavigationDuration", "p95"),
                        rum(monitor, "PerformanceNavigationDuration", "p50"))));
  }

  private void gameLogic(Page page) {
    page.heading("Game logic", "Who plays, what they do, and what they spend.")
        .row(
            new Graph(
                "Concurrent players",
                metrics.ofServers(GameMetric.CONCURRENT_USERS, "Sum", MINUTE, "all servers"),
                metrics.ofServers(
                    GameMetric.CONCURRENT_USERS, "Average", FIVE_MINUTES, "a server, average"),
                metrics.ofServers(
                    GameMetric.CONCURRENT_USERS, "Maximum", FIVE_MINUTES, "a server, maximum")),
            new Graph(
                "Scores and purchases in five minutes",
                sum(GameFunction.SCORES, GameMetric.SCORES_ACCEPTED, "scores"),
                sum(GameFunction.PURCHASES, GameMetric.PURCHASES_COMPLETED, "purchases")),
            new Graph(
                    "Purchases that succeed, %",
                    metrics.of(
                        GameFunction.PURCHASES,
                        GameMetric.PAYMENT_SUCCESS_RATE,
                        "Average",
                        MINUTE,
                        "succeed"))
                .limit(95, "PaymentSystemFailure"))
        .row(
            new Graph(
                "Session, s",
                ofPlayers(GameMetric.AVERAGE_SESSION_DURATION, "Average", FIVE_MINUTES, "mean")),
            new Graph(
                "New players in an hour",
                ofPlayers(GameMetric.NEW_PLAYER_REGISTRATIONS, "Sum", HOUR, "registered")),
            new Graph(
                "Players who stay away, %",
                ofPlayers(GameMetric.PLAYER_CHURN_RATE, "Average", DAY, "churn")),
            new Graph(
                "Purchases in an hour",
                ofPlayers(GameMetric.TRANSACTION_VOLUME, "Sum", HOUR, "transactions")),
            new Graph(
                "Revenue per active player and day, by currency",
                metrics.inEachCurrency(GameMetric.ARPU, "Average", DAY)));
  }

  /** A metric that the collector computes from what players do. */
  private Metric ofPlayers(GameMetric metric, String statistic, Duration period, String label) {
    return metrics.of(GameFunction.PLAYER_METRICS, metric, statistic, period, label);
  }

  private void application(Page page) {
    String region = Stack.of(this).getRegion();
    page.heading(
            "Application",
            "Functions and game servers. [Traces](/cloudwatch/home?region="
                + region
                + "#xray:traces/query) show where a slow request spent its time.")
        .row(
            new Graph(
                    "ErrorRate: requests that fail on our side, %",
                    props.loadBalancer().errorRate(FIVE_MINUTES, "errors"))
                .limit(5, "HighErrorRate"),
            new Graph(
                    "ServerCrashRate: faults in five minutes",
                    metrics.ofRelease(
                        props.release(),
                        GameMetric.SERVER_FAULTS,
                        "Sum",
                        FIVE_MINUTES,
                        "servers of this release"))
                .limit(2, "ReleaseFaults"),
            new Graph(
                "Ticks of game servers, 1/s",
                metrics.ofServers(GameMetric.SERVER_TICK_RATE, "Average", MINUTE, "mean"),
                metrics.ofServers(GameMetric.SERVER_TICK_RATE, "Minimum", MINUTE, "slowest")))
        .row(
            functions("Errors of functions", "Errors", "Sum"),
            functions("Duration of functions, p99, ms", "Duration", "p99"),
            functions("Concurrency of functions", "ConcurrentExecutions", "Maximum"));
  }

  private void infrastructure(Page page) {
    page.heading("Infrastructure", "Servers, database and ranking.")
        .row(
            new Graph(
                "Game servers",
                props
                    .loadBalancer()
                    .to(props.servers(), "HealthyHostCount", "Minimum", MINUTE, "healthy"),
                props
                    .loadBalancer()
                    .to(props.servers(), "UnHealthyHostCount", "Maximum", MINUTE, "unhealthy")),
            new Graph(
                    "Game servers' processor and memory, %",
                    Metrics.aws(
                        "AWS/EC2",
                        "CPUUtilization",
                        Map.of(
                            "AutoScalingGroupName",
                            GameServerContract.onDemandGroup(metrics.stage())),
                        "Average",
                        MINUTE,
                        "processor"),
                    metrics.ofServers(
                        GameMetric.MEMORY_USAGE, "Maximum", MINUTE, "memory, fullest"))
                .limit(80, "HighCPUUsage, HighMemoryUsage"),
            new Graph(
                    "Database",
                    Metrics.aws(
                        "AWS/RDS",
                        "CPUUtilization",
                        Map.of("DBInstanceIdentifier", props.database()),
                        "Average",
                        MINUTE,
                        "processor, %"),
                    Metrics.aws(
                        "AWS/RDS",
                        "DatabaseConnectionsSetupFailed",
                        Map.of("ProxyName", props.proxy()),
                        "Sum",
                        MINUTE,
                        "connections that failed"))
                .limit(80, "DatabaseCpu"),
            new Graph(
                    "Ranking's memory, %",
                    props.rankingNodes().stream()
                        .map(
                            node ->
                                GameApiDashboard.ofNode(
                                    node, "DatabaseMemoryUsagePercentage", node))
                        .toList(),
                    List.of())
                .limit(75, "RankingMemory"));
  }

  private Graph functions(String title, String metric, String statistic) {
    return new Graph(
        title,
        props.functions().stream()
            .<IMetric>map(function -> function.of(metric, statistic, MINUTE))
            .toList(),
        List.of());
  }

  private IMetric sum(GameFunction function, GameMetric metric, String label) {
    return metrics.of(function, metric, "Sum", FIVE_MINUTES, label);
  }

  /**
   * Returns what clients report.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-RUM-metrics.html">CloudWatch
   *     metrics that you can collect with CloudWatch RUM</a>
   */
  private static IMetric rum(String monitor, String name, String statistic) {
    return Metrics.aws(
        "AWS/RUM",
        name,
        Map.of("application_name", monitor),
        statistic,
        FIVE_MINUTES,
        name + (statistic.equals("Sum") ? "" : ", " + statistic));
  }
}
