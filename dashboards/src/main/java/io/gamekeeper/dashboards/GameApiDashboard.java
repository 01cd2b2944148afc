package io.gamekeeper.dashboards;

import static io.gamekeeper.dashboards.Metrics.FIVE_MINUTES;
import static io.gamekeeper.dashboards.Metrics.MINUTE;

import io.gamekeeper.contract.GameDashboard;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.dashboards.Page.Graph;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.constructs.Construct;

/** Scores and leaderboards: who is answered, how fast, and how the ranking behind them does. */
public final class GameApiDashboard extends Construct {

  /**
   * What the page shows.
   *
   * @param metrics the stage's metrics
   * @param loadBalancer the load balancer before the functions
   * @param submissions the target group of scores in the load balancer's metrics
   * @param functions the functions
   * @param rankingNodes the ids of Redis nodes, one of each shard
   * @param scoreLog the name of the table of scores
   * @param alarms the alarms whose cause shows here
   */
  public record Props(
      Metrics metrics,
      LoadBalancerMetrics loadBalancer,
      String submissions,
      List<FunctionMetrics> functions,
      List<String> rankingNodes,
      String scoreLog,
      List<String> alarms) {
    public Props {
      functions = List.copyOf(functions);
      rankingNodes = List.copyOf(rankingNodes);
      alarms = List.copyOf(alarms);
    }
  }

  /** Declares the dashboard. */
  public GameApiDashboard(Construct scope, String id, Props props) {
    super(scope, id);
    Metrics metrics = props.metrics();
    LoadBalancerMetrics balancer = props.loadBalancer();
    new Page(this)
        .alarms("Alarms of scores and rankings", props.alarms())
        .row(
            new Graph(
                "Scores in a minute",
                balancer.to(props.submissions(), "RequestCount", "Sum", MINUTE, "submitted"),
                metrics.of(
                    GameFunction.SCORES, GameMetric.SCORES_ACCEPTED, "Sum", MINUTE, "accepted"),
                metrics.of(
                    GameFunction.SCORES, GameMetric.SCORES_REPEATED, "Sum", MINUTE, "repeated"),
                metrics.of(
                    GameFunction.SCORES, GameMetric.REQUESTS_REFUSED, "Sum", MINUTE, "refused")),
            new Graph("Scores until answered, s", percentiles(balancer, props.submissions())),
            new Graph(
                "Scores that failed",
                balancer.to(
                    props.submissions(), "HTTPCode_Target_5XX_Count", "Sum", MINUTE, "answered so"),
                props.functions().getFirst().of("Errors", "Sum", MINUTE)))
        .heading(
            "Functions", "A cold start restores a snapshot; many at once are a burst of players.")
        .row(
            lines("Errors", props.functions(), function -> function.of("Errors", "Sum", MINUTE)),
            lines(
                "Duration, p99, ms",
                props.functions(),
                function -> function.of("Duration", "p99", MINUTE)),
            new Graph(
                "Cold starts in five minutes",
                metrics.of(
                    GameFunction.SCORES, GameMetric.COLD_START, "Sum", FIVE_MINUTES, "scores"),
                metrics.of(
                    GameFunction.LEADERBOARDS,
                    GameMetric.COLD_START,
                    "Sum",
                    FIVE_MINUTES,
                    "leaderboards")))
        .heading("Ranking", "It can be lost: every board is rebuilt from the score log.")
        .row(
            new Graph(
                "Requests without a ranking",
                metrics.of(
                    GameFunction.LEADERBOARDS,
                    GameMetric.RANKING_UNAVAILABLE,
                    "Sum",
                    MINUTE,
                    "reads"),
                metrics.of(
                    GameFunction.SCORES, GameMetric.RANKING_UNAVAILABLE, "Sum", MINUTE, "writes"),
                metrics.of(
                    GameFunction.LEADERBOARD_REBUILD,
                    GameMetric.LEADERBOARD_REBUILT,
                    "Sum",
                    MINUTE,
                    "boards rebuilt")),
            lines(
                    "Redis memory, %",
                    props.rankingNodes(),
                    node -> ofNode(node, "DatabaseMemoryUsagePercentage", node))
                .limit(75, "RankingMemory"),
            lines(
                "Redis processor, %",
                props.rankingNodes(), node -> ofNode(node, "EngineCPUUtilization", node)),
            new Graph(
                "Score log: capacity written, and writes refused",
                ofTable(props.scoreLog(), "ConsumedWriteCapacityUnits", "units"),
                ofTable(props.scoreLog(), "WriteThrottleEvents", "refused")))
        .show(GameDashboard.GAME_API, metrics.stage(), Duration.hours(3));
  }

  static IMetric[] percentiles(LoadBalancerMetrics balancer, String targets) {
    return Stream.of("p99", "p95", "p50")
        .map(
            percentile ->
                balancer.to(targets, "TargetResponseTime", percentile, MINUTE, percentile))
        .toArray(IMetric[]::new);
  }

  static IMetric ofNode(String node, String metric, String label) {
    return Metrics.aws(
        "AWS/ElastiCache", metric, Map.of("CacheClusterId", node), "Maximum", MINUTE, label);
  }

  private static IMetric ofTable(String table, String metric, String label) {
    return Metrics.aws("AWS/DynamoDB", metric, Map.of("TableName", table), "Sum", MINUTE, label);
  }

  private static <T> Graph lines(String title, List<T> subjects, Function<T, IMetric> line) {
    return new Graph(title, subjects.stream().map(line).toList(), List.of());
  }
}
