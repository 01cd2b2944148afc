package io.gamekeeper.infra.payment;

import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.alarm.Rule;
import io.gamekeeper.infra.config.Sorted;
import io.gamekeeper.infra.function.LiveFunction;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.constructs.Construct;

/** The alarms about payments, on the rates and ages that the payment functions measure. */
final class PaymentAlarms extends Construct {
  private static final Duration MINUTE = Duration.minutes(1);
  private static final Duration HOUR = Duration.hours(1);

  /** Purchases in a minute; among fewer, a single failure would look like a rate. */
  private static final int ENOUGH_PURCHASES = 5;

  private static final Duration PENDING_LIMIT = Duration.minutes(15);
  private static final Duration UNPUBLISHED_LIMIT = Duration.minutes(5);

  /**
   * A failed migration fails its deployment; an hourly check that fails leaves the ledger
   * unchecked.
   */
  private static final Set<GameFunction> SELDOM_RUN =
      EnumSet.of(GameFunction.DATABASE_MIGRATION, GameFunction.LEDGER_CHECK);

  /** Six of the reconciler's runs, at the 300 ms that a silent store takes for each. */
  private static final int MANY_PENDING = 1_000;

  private final Alarms alarms;

  PaymentAlarms(
      Construct scope, String id, Alarms alarms, Map<GameFunction, LiveFunction> functions) {
    super(scope, id);
    this.alarms = alarms;
    purchasesFail();
    purchasesOrEventsWait();
    receiptsOrNoticesPileUp();
    theLedgerIsWrongOrUnchecked();
    functions.forEach(this::theFunctionFails);
  }

  private void purchasesFail() {
    IMetric rate = purchases("Average");
    alarms.raise(
        this,
        GameAlarm.PAYMENT_SYSTEM_FAILURE,
        Rule.below(
                95,
                MathExpression.Builder.create()
                    .expression("IF(purchases >= " + ENOUGH_PURCHASES + ", rate, 100)")
                    .usingMetrics(Sorted.map("purchases", purchases("SampleCount"), "rate", rate))
                    .label("Purchases that succeed, %")
                    .period(MINUTE)
                    .build(),
                "Fewer than 95 % of the purchases succeed, for a reason on our side or a store's:"
                    + " switch to the backup provider.")
            // A minute without purchases is not a failure.
            .in(2, 3));
  }

  private IMetric purchases(String statistic) {
    return alarms.metric(
        GameFunction.PURCHASES, GameMetric.PAYMENT_SUCCESS_RATE, statistic, MINUTE);
  }

  private void purchasesOrEventsWait() {
    // Both are measured every minute, even if nothing waits: silence means that no worker runs.
    alarms.raise(
        this,
        GameAlarm.OLDEST_PENDING_PURCHASE,
        Rule.above(
                PENDING_LIMIT.toSeconds().doubleValue(),
                alarms.metric(
                    GameFunction.PAYMENT_RECONCILER,
                    GameMetric.OLDEST_PENDING_PURCHASE,
                    "Maximum",
                    MINUTE),
                "A purchase has been undecided for more than 15 minutes, or the reconciler does"
                    + " not run.")
            .in(5, 5)
            .tellingSilence());
    alarms.raise(
        this,
        GameAlarm.OLDEST_UNPUBLISHED_EVENT,
        Rule.above(
                UNPUBLISHED_LIMIT.toSeconds().doubleValue(),
                alarms.metric(
                    GameFunction.OUTBOX_RELAY,
                    GameMetric.OLDEST_UNPUBLISHED_EVENT,
                    "Maximum",
                    MINUTE),
                "An event has waited for more than 5 minutes to be announced, or the relay does"
                    + " not run.")
            .in(5, 5)
            .tellingSilence());
  }

  private void receiptsOrNoticesPileUp() {
    alarms.raise(
        this,
        GameAlarm.PENDING_PURCHASES,
        Rule.above(
                MANY_PENDING,
                alarms.metric(
                    GameFunction.PAYMENT_RECONCILER,
                    GameMetric.PENDING_PURCHASES,
                    "Maximum",
                    MINUTE),
                "More receipts wait for their store than the reconciler asks about in some"
                    + " minutes.")
            .in(5, 5));
    alarms.raise(
        this,
        GameAlarm.UNUSABLE_NOTICES,
        Rule.above(
            0,
            alarms.metric(
                GameFunction.STORE_NOTIFICATIONS, GameMetric.UNUSABLE_NOTICES, "Sum", MINUTE),
            "A store's genuine message cannot be applied: it is kept in the table notices, with a"
                + " kind that begins with 'unusable'."));
  }

  private void theLedgerIsWrongOrUnchecked() {
    alarms.raise(
        this,
        GameAlarm.LEDGER_VIOLATIONS,
        Rule.above(
                0,
                alarms.metric(
                    GameFunction.LEDGER_CHECK, GameMetric.LEDGER_VIOLATIONS, "Maximum", HOUR),
                "The ledger disagrees with wallets, inventories or itself: money may be lost or"
                    + " doubled.")
            // Only a later check that finds nothing ends it.
            .whenMissing(TreatMissingData.IGNORE));
    alarms.raise(
        this,
        GameAlarm.LEDGER_UNCHECKED,
        Rule.below(
                1,
                alarms.metric(
                    GameFunction.LEDGER_CHECK, GameMetric.LEDGER_VIOLATIONS, "SampleCount", HOUR),
                "Nobody has proved the ledger for hours.")
            // An hour without data is missing, not a zero: silence is all that it ever tells, and
            // one period makes it tell after three hours or so.
            .tellingSilence());
  }

  private void theFunctionFails(GameFunction function, LiveFunction live) {
    if (SELDOM_RUN.contains(function)) {
      return;
    }
    MetricOptions perMinute = MetricOptions.builder().statistic("Sum").period(MINUTE).build();
    alarms.raise(
        this,
        GameAlarm.FUNCTION_ERRORS,
        function.functionName(),
        Rule.above(
                0,
                live.live().metricErrors(perMinute),
                "Invocations of " + function.functionName() + " fail or time out.")
            .in(3, 5));
    alarms.raise(
        this,
        GameAlarm.FUNCTION_THROTTLES,
        function.functionName(),
        Rule.above(
                0,
                live.live().metricThrottles(perMinute),
                "Lambda refuses invocations of "
                    + function.functionName()
                    + ": its concurrency or the account's is used up.")
            .in(3, 5));
  }
}
