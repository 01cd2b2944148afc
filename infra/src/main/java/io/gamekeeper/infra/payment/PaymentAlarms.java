package io.gamekeeper.infra.payment;

import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.Use;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.alarm.Condition;
import io.gamekeeper.infra.alarm.ErrorBudget;
import io.gamekeeper.infra.alarm.Missing;
import io.gamekeeper.infra.alarm.Rule;
import io.gamekeeper.infra.alarm.Silencer;
import io.gamekeeper.infra.config.Sorted;
import io.gamekeeper.infra.function.LiveFunction;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.constructs.Construct;

/** The alarms about payments, on the rates and ages that the payment functions measure. */
final class PaymentAlarms extends Construct {
  private static final Duration MINUTE = Duration.minutes(1);
  private static final Duration HOUR = Duration.hours(1);

  /** Purchases in a minute; among fewer, a single failure would look like a rate. */
  private static final int ENOUGH_PURCHASES = 5;

  private static final Duration PENDING_LIMIT = Duration.minutes(15);

  /** How long workers need after an outage for what has piled up in it. */
  private static final java.time.Duration FOLLOWERS_RECOVER = java.time.Duration.ofMinutes(10);

  private static final Duration UNPUBLISHED_LIMIT = Duration.minutes(5);

  /**
   * A failed migration fails its deployment; an hourly check that fails leaves the ledger
   * unchecked.
   */
  private static final Set<GameFunction> SELDOM_RUN =
      EnumSet.of(
          GameFunction.DATABASE_MIGRATION,
          GameFunction.LEDGER_CHECK,
          GameFunction.PAYMENT_OPERATIONS);

  /** Six of the reconciler's runs, at the 300 ms that a silent store takes for each. */
  private static final int MANY_PENDING = 1_000;

  /** The part of the alarm about failing purchases that measures them. */
  private static final String SUCCESS_RATE = "SuccessRate";

  /** Purchases of a hundred that must not fail on our side. */
  private static final double PURCHASES_OBJECTIVE = 99.9;

  private static final Missing NO_RUN =
      Missing.quiet("Lambda counts invocations only; a function that does not run does not fail.");

  private final Alarms alarms;
  private final List<String> delays = new ArrayList<>();

  PaymentAlarms(
      Construct scope, String id, Alarms alarms, Map<GameFunction, LiveFunction> functions) {
    super(scope, id);
    this.alarms = alarms;
    purchasesFail();
    purchasesOrEventsWait();
    receiptsOrNoticesPileUp();
    theLedgerIsWrongOrUnchecked();
    functions.forEach(this::theFunctionFails);
    theDatabaseIsTheCause();
  }

  private void purchasesFail() {
    IMetric rate = purchases("Average");
    alarms.watch(
        this,
        GameAlarm.PAYMENT_SYSTEM_FAILURE,
        SUCCESS_RATE,
        Rule.below(
                95,
                MathExpression.Builder.create()
                    .expression("IF(purchases >= " + ENOUGH_PURCHASES + ", rate, 100)")
                    .usingMetrics(Sorted.map("purchases", purchases("SampleCount"), "rate", rate))
                    .label("Purchases that succeed, %")
                    .period(MINUTE)
                    .build(),
                Missing.quiet("A minute without purchases is not a failure."),
                "Fewer than 95 % of the purchases succeed, for a reason on our side or a store's:"
                    + " switch to the backup provider.")
            .in(2, 3));
    new ErrorBudget(
        this,
        "Purchases",
        alarms,
        new ErrorBudget.Props(
            "Purchases",
            PURCHASES_OBJECTIVE,
            new ErrorBudget.Ratio(
                "IF(purchases >= " + ENOUGH_PURCHASES + ", 100 - rate, 0)",
                window ->
                    Sorted.map(
                        "purchases",
                        purchases("SampleCount", window),
                        "rate",
                        purchases("Average", window))),
            Optional.of(
                new Silencer(
                    alarms.name(GameAlarm.PAYMENT_SYSTEM_FAILURE, SUCCESS_RATE),
                    java.time.Duration.ofMinutes(2),
                    FOLLOWERS_RECOVER,
                    "Somebody has been called because purchases fail now."))));
  }

  private IMetric purchases(String statistic) {
    return purchases(statistic, MINUTE);
  }

  private IMetric purchases(String statistic, Duration period) {
    return alarms.metric(
        GameFunction.PURCHASES, GameMetric.PAYMENT_SUCCESS_RATE, statistic, period);
  }

  /**
   * Calls for the cause instead of what follows from it. Without its database every purchase fails
   * and every worker is late; then one page says so, and another provider of payments is not tried.
   */
  private void theDatabaseIsTheCause() {
    String lost = alarms.name(GameAlarm.DATABASE_CONNECTION_LOST);
    String failing = alarms.name(GameAlarm.PAYMENT_SYSTEM_FAILURE, SUCCESS_RATE);
    alarms.compose(
        this,
        GameAlarm.PAYMENT_DATABASE_DOWN,
        Condition.on(lost).and(Condition.on(failing)),
        Optional.empty(),
        "Purchases fail, and the proxy cannot connect to the database: wait for its failover or"
            + " promote the replica; another payment provider does not help.");
    alarms.compose(
        this,
        GameAlarm.PAYMENT_SYSTEM_FAILURE,
        Condition.on(failing),
        Optional.of(
            new Silencer(
                alarms.name(GameAlarm.PAYMENT_DATABASE_DOWN),
                // Both have two of three minutes; every page waits for so long.
                java.time.Duration.ofMinutes(1),
                FOLLOWERS_RECOVER,
                "Somebody has been called because the database is down.")),
        "Fewer than 95 % of the purchases succeed, for a reason on our side or a store's: switch to"
            + " the backup provider.");

    Optional<Silencer> databaseLost =
        Optional.of(
            new Silencer(
                lost,
                java.time.Duration.ofMinutes(2),
                FOLLOWERS_RECOVER,
                "Whoever works with the database is late while it is away, and catches up after."));
    delays.add(alarms.name(GameAlarm.DATABASE_BORROW_LATENCY));
    alarms.compose(
        this,
        GameAlarm.PAYMENTS_DELAYED,
        Condition.anyOn(delays).or(hasStopped(GameAlarm.OLDEST_PENDING_PURCHASE)),
        databaseLost,
        "Purchases wait to be decided, functions fail or wait for the database, or the reconciler"
            + " does not run.");
    alarms.compose(
        this,
        GameAlarm.EVENTS_DELAYED,
        Condition.on(alarms.name(GameAlarm.OLDEST_UNPUBLISHED_EVENT))
            .or(hasStopped(GameAlarm.OLDEST_UNPUBLISHED_EVENT)),
        databaseLost,
        "Events wait to be announced, or the relay does not run.");
  }

  /**
   * Returns the condition that something is no longer measured. A new alarm lacks data too; but the
   * number of pending purchases is measured by a worker of the same stack each minute, and its
   * alarm keeps the state that its first figure gave it.
   */
  private Condition hasStopped(GameAlarm alarm) {
    return Condition.silent(alarms.name(alarm))
        .and(Condition.silent(alarms.name(GameAlarm.PENDING_PURCHASES)).not());
  }

  private void purchasesOrEventsWait() {
    // Both are measured every minute, even if nothing waits: silence means that no worker runs.
    alarms.watch(
        this,
        GameAlarm.OLDEST_PENDING_PURCHASE,
        Rule.above(
                PENDING_LIMIT.toSeconds().doubleValue(),
                alarms.metric(
                    GameFunction.PAYMENT_RECONCILER,
                    GameMetric.OLDEST_PENDING_PURCHASE,
                    "Maximum",
                    MINUTE),
                Missing.unknown(
                    "The reconciler measures each minute; PaymentsDelayed tells when it stops."),
                "A purchase has been undecided for more than 15 minutes, or the reconciler does"
                    + " not run.")
            .in(5, 5));
    delays.add(alarms.name(GameAlarm.OLDEST_PENDING_PURCHASE));
    alarms.watch(
        this,
        GameAlarm.OLDEST_UNPUBLISHED_EVENT,
        Rule.above(
                UNPUBLISHED_LIMIT.toSeconds().doubleValue(),
                alarms.metric(
                    GameFunction.OUTBOX_RELAY,
                    GameMetric.OLDEST_UNPUBLISHED_EVENT,
                    "Maximum",
                    MINUTE),
                Missing.unknown(
                    "The relay measures each minute; EventsDelayed tells when it stops."),
                "An event has waited for more than 5 minutes to be announced, or the relay does"
                    + " not run.")
            .in(5, 5));
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
                Missing.unchanged(
                    "Receipts do not go away while nobody counts them; and once it has had data,"
                        + " this alarm shows that the workers have run."),
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
            Missing.quiet("Notices are counted when they come."),
            "A store's genuine message cannot be applied: it is kept in the table notices, with a"
                + " kind that begins with 'unusable'."));
  }

  private void theLedgerIsWrongOrUnchecked() {
    alarms.raise(
        this,
        GameAlarm.LEDGER_VIOLATIONS,
        Rule.above(
            0,
            alarms.metric(GameFunction.LEDGER_CHECK, GameMetric.LEDGER_VIOLATIONS, "Maximum", HOUR),
            Missing.unchanged("Only a later check that finds nothing ends it."),
            "The ledger disagrees with wallets, inventories or itself: money may be lost or"
                + " doubled."));
    alarms.raise(
        this,
        GameAlarm.LEDGER_UNCHECKED,
        Rule.below(
            1,
            alarms.metric(
                GameFunction.LEDGER_CHECK, GameMetric.LEDGER_VIOLATIONS, "SampleCount", HOUR),
            // One period makes it tell after three hours or so.
            Missing.told(
                "An hour without a check is missing, not a zero: silence is all that this"
                    + " alarm ever tells."),
            "Nobody has proved the ledger for hours."));
  }

  private void theFunctionFails(GameFunction function, LiveFunction live) {
    if (SELDOM_RUN.contains(function)) {
      return;
    }
    MetricOptions perMinute = MetricOptions.builder().statistic("Sum").period(MINUTE).build();
    String name = function.functionName();
    Rule errors =
        Rule.above(
                0,
                live.live().metricErrors(perMinute),
                NO_RUN,
                "Invocations of " + name + " fail or time out.")
            .in(3, 5);
    if (function.uses().contains(Use.CONNECT_TO_PAYMENTS)) {
      alarms.watch(this, GameAlarm.FUNCTION_ERRORS, name, errors);
      delays.add(alarms.name(GameAlarm.FUNCTION_ERRORS, name));
    } else {
      alarms.raise(this, GameAlarm.FUNCTION_ERRORS, name, errors);
    }
    alarms.raise(
        this,
        GameAlarm.FUNCTION_THROTTLES,
        name,
        Rule.above(
                0,
                live.live().metricThrottles(perMinute),
                NO_RUN,
                "Lambda refuses invocations of "
                    + name
                    + ": its concurrency or the account's is used up.")
            .in(3, 5));
  }
}
