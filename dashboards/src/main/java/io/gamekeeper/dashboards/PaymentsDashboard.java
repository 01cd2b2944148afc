package io.gamekeeper.dashboards;

import static io.gamekeeper.dashboards.Metrics.FIVE_MINUTES;
import static io.gamekeeper.dashboards.Metrics.MINUTE;

import io.gamekeeper.contract.GameDashboard;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.dashboards.Page.Graph;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.constructs.Construct;

/** Purchases: whether they succeed, what waits, and whether the books agree. */
public final class PaymentsDashboard extends Construct {
  private final Metrics metrics;

  /**
   * What the page shows.
   *
   * @param metrics the stage's metrics
   * @param functions the payment functions
   * @param alarms the alarms whose cause shows here
   */
  public record Props(Metrics metrics, List<FunctionMetrics> functions, List<String> alarms) {
    public Props {
      functions = List.copyOf(functions);
      alarms = List.copyOf(alarms);
    }
  }

  /** Declares the dashboard. */
  public PaymentsDashboard(Construct scope, String id, Props props) {
    super(scope, id);
    this.metrics = props.metrics();
    new Page(this)
        .alarms("Alarms of payments", props.alarms())
        .row(
            new Graph(
                    "Purchases that succeed, %",
                    of(
                        GameFunction.PURCHASES,
                        GameMetric.PAYMENT_SUCCESS_RATE,
                        "Average",
                        "succeed"))
                .limit(95, "PaymentSystemFailure"),
            new Graph(
                "Purchases in five minutes",
                sum(GameFunction.PURCHASES, GameMetric.PURCHASES_COMPLETED, "completed"),
                sum(GameFunction.PURCHASES, GameMetric.PURCHASES_REPEATED, "repeated"),
                sum(GameFunction.PURCHASES, GameMetric.PURCHASES_REFUSED, "refused"),
                sum(GameFunction.OUTBOX_RELAY, GameMetric.PURCHASES_REFUNDED, "refunded"),
                sum(GameFunction.PURCHASES, GameMetric.TEST_PURCHASES, "tests")),
            new Graph(
                "Stores",
                sum(GameFunction.PURCHASES, GameMetric.STORE_UNAVAILABLE, "unavailable"),
                sum(
                    GameFunction.PAYMENT_RECONCILER,
                    GameMetric.STORE_UNAVAILABLE,
                    "unavailable again"),
                sum(GameFunction.STORE_NOTIFICATIONS, GameMetric.UNUSABLE_NOTICES, "unusable"),
                sum(GameFunction.PURCHASES, GameMetric.UNLISTED_PRICES, "unlisted prices")))
        .heading("What waits", "If the database is away, all of it waits: look there first.")
        .row(
            new Graph(
                    "Oldest purchase that is undecided, s",
                    most(GameFunction.PAYMENT_RECONCILER, GameMetric.OLDEST_PENDING_PURCHASE))
                .limit(900, "PaymentsDelayed"),
            new Graph(
                    "Oldest event that is not announced, s",
                    most(GameFunction.OUTBOX_RELAY, GameMetric.OLDEST_UNPUBLISHED_EVENT))
                .limit(300, "EventsDelayed"),
            new Graph(
                    "Receipts that wait for their store",
                    most(GameFunction.PAYMENT_RECONCILER, GameMetric.PENDING_PURCHASES))
                .limit(1000, "PendingPurchases"),
            new Graph(
                    "Disagreements in the ledger",
                    metrics.of(
                        GameFunction.LEDGER_CHECK,
                        GameMetric.LEDGER_VIOLATIONS,
                        "Maximum",
                        Duration.hours(1),
                        "violations"))
                .limit(0, "LedgerViolations"))
        .heading("Functions", "Each line is one function.")
        .row(
            functions("Errors", "Errors", "Sum", props),
            functions("Duration, p99, ms", "Duration", "p99", props),
            functions("Throttles", "Throttles", "Sum", props))
        .show(GameDashboard.PAYMENTS, metrics.stage(), Duration.hours(3));
  }

  private static Graph functions(String title, String metric, String statistic, Props props) {
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

  private IMetric most(GameFunction function, GameMetric metric) {
    return of(function, metric, "Maximum", "most");
  }

  private IMetric of(GameFunction function, GameMetric metric, String statistic, String label) {
    return metrics.of(function, metric, statistic, MINUTE, label);
  }
}
