package io.gamekeeper.dashboards;

import static io.gamekeeper.dashboards.Metrics.FIVE_MINUTES;
import static io.gamekeeper.dashboards.Metrics.MINUTE;

import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.contract.GameDashboard;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.dashboards.Page.Graph;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.constructs.Construct;

/**
 * An in-game event, for those who run it: whether there is room before it begins, how players take
 * it while it runs, and what is left when it is over. It shows a day, so that the hours before and
 * after stand beside the event; a link with the event's own times shows it closer.
 */
public final class InGameEventDashboard extends Construct {
  private final Props props;
  private final Metrics metrics;

  /**
   * What the page shows.
   *
   * @param metrics the stage's metrics
   * @param loadBalancer the load balancer
   * @param servers the game servers' target group in the load balancer's metrics
   * @param mostServers how many servers the on-demand group may have
   * @param playersPerServer how many players a server is meant for
   */
  public record Props(
      Metrics metrics,
      LoadBalancerMetrics loadBalancer,
      String servers,
      int mostServers,
      int playersPerServer) {}

  /** Declares the dashboard. */
  public InGameEventDashboard(Construct scope, String id, Props props) {
    super(scope, id);
    this.props = props;
    this.metrics = props.metrics();
    Page page =
        new Page(this)
            .alarms(
                "Alarms that an event can set off",
                List.of(
                        GameAlarm.SERVER_DOWN,
                        GameAlarm.FLEET_AT_MAXIMUM,
                        GameAlarm.HIGH_ERROR_RATE,
                        GameAlarm.UNUSUAL_TRAFFIC,
                        GameAlarm.PAYMENT_SYSTEM_FAILURE,
                        GameAlarm.PAYMENTS_DELAYED,
                        GameAlarm.TABLE_THROTTLES,
                        GameAlarm.RANKING_UNAVAILABLE)
                    .stream()
                    .map(alarm -> alarm.nameIn(metrics.stage()))
                    .toList())
            .values("Now", players("players"), healthy(), wanted(), failing());
    before(page);
    during(page);
    after(page);
    page.show(GameDashboard.IN_GAME_EVENT, metrics.stage(), Duration.days(1));
  }

  private void before(Page page) {
    page.heading(
            "Before",
            "Is there room for the players who will come? Raise the least number of servers early:"
                + " a new one takes minutes.")
        .row(
            new Graph("Players, and room for them", players("players"), room())
                .limit(
                    (double) props.mostServers() * props.playersPerServer(),
                    "room of the largest on-demand group"),
            new Graph("Servers", healthy(), wanted())
                .limit(props.mostServers(), "on-demand at most"),
            new Graph(
                "Attempts to connect, 1/s",
                metrics.ofServers(
                    GameMetric.NEW_CONNECTIONS, "Maximum", MINUTE, "busiest server")));
  }

  private void during(Page page) {
    page.heading(
            "During",
            "Do players come, play without delay, and buy? Compare with the hours before the"
                + " event.")
        .row(
            new Graph(
                    "Round trip, ms",
                    metrics.ofServers(GameMetric.AVERAGE_LATENCY, "p95", MINUTE, "p95"),
                    metrics.ofServers(GameMetric.AVERAGE_LATENCY, "p50", MINUTE, "p50"))
                .limit(200, "HighLatency"),
            new Graph("Requests that fail, %", failing()).limit(5, "HighErrorRate"),
            new Graph(
                "Scores in five minutes",
                sum(GameFunction.SCORES, GameMetric.SCORES_ACCEPTED, "accepted"),
                sum(GameFunction.SCORES, GameMetric.REQUESTS_REFUSED, "refused")),
            new Graph(
                "Purchases in five minutes",
                sum(GameFunction.PURCHASES, GameMetric.PURCHASES_COMPLETED, "completed"),
                sum(GameFunction.PURCHASES, GameMetric.PURCHASES_REFUSED, "refused")));
  }

  private void after(Page page) {
    page.heading(
            "After",
            "Is everybody's purchase granted and every season frozen? Does the fleet shrink again?")
        .row(
            new Graph(
                    "Oldest purchase that is undecided, s",
                    metrics.of(
                        GameFunction.PAYMENT_RECONCILER,
                        GameMetric.OLDEST_PENDING_PURCHASE,
                        "Maximum",
                        MINUTE,
                        "age"))
                .limit(900, "PaymentsDelayed"),
            new Graph(
                "Purchases taken back in an hour",
                metrics.of(
                    GameFunction.OUTBOX_RELAY,
                    GameMetric.PURCHASES_REFUNDED,
                    "Sum",
                    Duration.hours(1),
                    "refunded")),
            new Graph(
                "Seasons frozen", sum(GameFunction.SEASON_END, GameMetric.SEASON_FROZEN, "frozen")),
            new Graph(
                "Session, s",
                metrics.of(
                    GameFunction.PLAYER_METRICS,
                    GameMetric.AVERAGE_SESSION_DURATION,
                    "Average",
                    FIVE_MINUTES,
                    "mean")));
  }

  private IMetric players(String label) {
    return metrics.ofServers(GameMetric.CONCURRENT_USERS, "Sum", MINUTE, label);
  }

  private IMetric room() {
    return Metrics.math(
        props.playersPerServer() + " * servers",
        Map.of("servers", healthy()),
        MINUTE,
        "room on healthy servers");
  }

  private IMetric healthy() {
    return props
        .loadBalancer()
        .to(props.servers(), "HealthyHostCount", "Minimum", MINUTE, "healthy");
  }

  private IMetric wanted() {
    return Metrics.aws(
        "AWS/AutoScaling",
        "GroupDesiredCapacity",
        Map.of("AutoScalingGroupName", GameServerContract.onDemandGroup(metrics.stage())),
        "Average",
        MINUTE,
        "on-demand wanted");
  }

  private IMetric failing() {
    return props.loadBalancer().errorRate(FIVE_MINUTES, "failing, %");
  }

  private IMetric sum(GameFunction function, GameMetric metric, String label) {
    return metrics.of(function, metric, "Sum", FIVE_MINUTES, label);
  }
}
