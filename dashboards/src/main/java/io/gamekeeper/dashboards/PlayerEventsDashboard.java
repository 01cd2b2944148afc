package io.gamekeeper.dashboards;

import static io.gamekeeper.dashboards.Metrics.MINUTE;

import io.gamekeeper.contract.DerivedMetric;
import io.gamekeeper.contract.GameDashboard;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.dashboards.Page.Graph;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.constructs.Construct;

/** What players do, as events: how many come, whether their listeners keep up, what waits. */
public final class PlayerEventsDashboard extends Construct {
  private final Metrics metrics;

  /**
   * What the page shows.
   *
   * @param metrics the stage's metrics
   * @param arriving name of the queue of events that arrive
   * @param failed name of the queue of events that a listener failed for
   * @param functions the functions of players' events
   * @param alarms the alarms whose cause shows here
   */
  public record Props(
      Metrics metrics,
      String arriving,
      String failed,
      List<FunctionMetrics> functions,
      List<String> alarms) {
    public Props {
      functions = List.copyOf(functions);
      alarms = List.copyOf(alarms);
    }
  }

  /** Declares the dashboard. */
  public PlayerEventsDashboard(Construct scope, String id, Props props) {
    super(scope, id);
    this.metrics = props.metrics();
    Page page =
        new Page(this)
            .alarms("Alarms of players' events", props.alarms())
            .row(
                new Graph(
                        "Events, 1/s",
                        rate(GameFunction.PLAYER_LOGS, GameMetric.EVENTS_ACCEPTED, "accepted"),
                        rate(
                            GameFunction.SESSION_EVENTS,
                            GameMetric.EVENTS_ACCEPTED,
                            "from game servers"),
                        rate(GameFunction.PLAYER_LOGS, GameMetric.EVENTS_REJECTED, "rejected"))
                    .limit(1000, "HighEventRate"),
                new Graph("What players do, 1/s", did(), List.of()),
                new Graph("Events that all listeners handled, %", handled())
                    .limit(99.9, "EventsFailing")
                    .limit(99, "EventSystemFailure"))
            .heading("What waits", "The queue grows when listeners are slow or fail.")
            .row(
                new Graph(
                        "Requests that wait",
                        waiting(props.arriving(), "arriving"),
                        waiting(props.failed(), "failed, to be tried again"))
                    .limit(1000, "LongEventQueue"),
                new Graph(
                        "Looks that found the queue full, %",
                        metrics.of(
                            GameFunction.PLAYER_LOGS,
                            GameMetric.EVENT_QUEUE_FULL,
                            "Average",
                            MINUTE,
                            "full"))
                    .limit(1, "EventQueueOftenFull"),
                new Graph(
                        "From acceptance to the last listener, ms",
                        latency("Average", "mean"),
                        latency("p99", "p99"))
                    .limit(100, "SlowEvents")
                    .limit(200, "HighEventLatency"))
            .heading("Listeners", "Each line is one listener, as listeners.yaml names it.")
            .row(
                new Graph(
                        "Time for an event, ms",
                        metrics.ofEachListener(GameMetric.LISTENER_TIME, "Average", MINUTE))
                    .limit(50, "SlowListeners"),
                new Graph(
                    "Events in a minute",
                    metrics.ofEachListener(GameMetric.LISTENER_EVENTS, "Sum", MINUTE)),
                new Graph(
                    "Events that a listener failed for, in a minute",
                    metrics.ofEachListener(GameMetric.LISTENER_ERRORS, "Sum", MINUTE)));
    page.heading("Functions", "Each line is one function.")
        .row(
            functions("Errors", "Errors", "Sum", props),
            functions("Duration, p99, ms", "Duration", "p99", props),
            functions("Throttles", "Throttles", "Sum", props))
        .show(GameDashboard.PLAYER_EVENTS, metrics.stage(), Duration.hours(3));
  }

  private List<IMetric> did() {
    return List.of(
        rate(GameFunction.EVENT_LISTENERS, GameMetric.PLAYER_LOGINS, "logins"),
        rate(GameFunction.EVENT_LISTENERS, GameMetric.PLAYER_LOGOUTS, "logouts"),
        rate(GameFunction.EVENT_LISTENERS, GameMetric.LEVEL_UPS, "level-ups"),
        rate(GameFunction.EVENT_LISTENERS, GameMetric.ACTIVITY_STARTS, "activities begun"),
        rate(GameFunction.EVENT_LISTENERS, GameMetric.ACTIVITY_ENDS, "activities ended"),
        rate(GameFunction.EVENT_LISTENERS, GameMetric.ITEM_ACQUISITIONS, "items got"),
        rate(GameFunction.EVENT_LISTENERS, GameMetric.MATCHES, "matches played"),
        rate(GameFunction.EVENT_LISTENERS, GameMetric.CHAT_REPORTS, "chats reported"));
  }

  private IMetric handled() {
    return Metrics.math(
        DerivedMetric.EVENT_SUCCESS_RATE.expression(),
        Map.of(
            "handled", sum(GameFunction.EVENT_LISTENERS, GameMetric.EVENTS_HANDLED, "handled"),
            "failed", sum(GameFunction.EVENT_LISTENERS, GameMetric.EVENTS_FAILED, "failed")),
        MINUTE,
        "handled");
  }

  private IMetric rate(GameFunction function, GameMetric metric, String label) {
    String id = (metric.name() + "_of_" + function.name()).toLowerCase(Locale.ROOT);
    return Metrics.math(
        id + " / PERIOD(" + id + ")", Map.of(id, sum(function, metric, label)), MINUTE, label);
  }

  private IMetric sum(GameFunction function, GameMetric metric, String label) {
    return metrics.of(function, metric, "Sum", MINUTE, label);
  }

  private IMetric latency(String statistic, String label) {
    return metrics.of(
        GameFunction.EVENT_LISTENERS,
        GameMetric.EVENT_PROCESSING_LATENCY,
        statistic,
        MINUTE,
        label);
  }

  private static IMetric waiting(String queue, String label) {
    return Metrics.aws(
        "AWS/SQS",
        "ApproximateNumberOfMessagesVisible",
        Map.of("QueueName", queue),
        "Maximum",
        MINUTE,
        label);
  }

  private static Graph functions(String title, String metric, String statistic, Props props) {
    return new Graph(
        title,
        props.functions().stream()
            .<IMetric>map(function -> function.of(metric, statistic, MINUTE))
            .toList(),
        List.of());
  }
}
