package io.gamekeeper.infra.event;

import io.gamekeeper.contract.DerivedMetric;
import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.alarm.Missing;
import io.gamekeeper.infra.alarm.Rule;
import io.gamekeeper.infra.config.Sorted;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.MathExpression;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.sqs.IQueue;
import software.constructs.Construct;

/** The alarms about players' events. */
final class EventAlarms extends Construct {
  private static final Duration MINUTE = Duration.minutes(1);

  /** Events in a minute; among fewer, a single failure would look like a rate. */
  private static final int ENOUGH_EVENTS = 20;

  private static final Missing NO_EVENTS =
      Missing.quiet("Functions count events; a minute without any is not a failure.");

  private final Alarms alarms;

  EventAlarms(Construct scope, String id, Alarms alarms, IQueue arriving) {
    super(scope, id);
    this.alarms = alarms;
    manyCome();
    theyFail();
    theyAreLate();
    theyWait(arriving);
    listenersAreSlowOrFail();
    erasuresAreUnfinished();
  }

  private void manyCome() {
    alarms.raise(
        this,
        GameAlarm.HIGH_EVENT_RATE,
        Rule.above(
                1000,
                derived(
                    DerivedMetric.EVENT_RATE,
                    DerivedMetric.EVENT_RATE.expression(),
                    input -> ofFunction(GameFunction.PLAYER_LOGS, input)),
                NO_EVENTS,
                "More than 1000 events a second come: look whether queue and listeners keep up.")
            .in(3, 3));
  }

  private void theyFail() {
    alarms.raise(
        this,
        GameAlarm.EVENTS_FAILING,
        Rule.below(
                99.9,
                enough(DerivedMetric.EVENT_SUCCESS_RATE, "handled + failed", 100),
                NO_EVENTS,
                "More than one event in a thousand fails at some listener, and is tried again.")
            .in(2, 3));
    alarms.raise(
        this,
        GameAlarm.EVENT_SYSTEM_FAILURE,
        Rule.below(
                99,
                enough(DerivedMetric.EVENT_SUCCESS_RATE, "handled + failed", 100),
                NO_EVENTS,
                "For five minutes more than one event in a hundred has failed: a listener's store"
                    + " is away, or its release is bad.")
            .in(5, 5));
  }

  private void theyAreLate() {
    IMetric latency =
        alarms.metric(
            GameFunction.EVENT_LISTENERS, GameMetric.EVENT_PROCESSING_LATENCY, "Average", MINUTE);
    alarms.raise(
        this,
        GameAlarm.SLOW_EVENTS,
        Rule.above(
                100,
                latency,
                NO_EVENTS,
                "From acceptance to the last listener it takes more than 100 ms on average.")
            .in(3, 3));
    alarms.raise(
        this,
        GameAlarm.HIGH_EVENT_LATENCY,
        Rule.above(
                200,
                latency,
                NO_EVENTS,
                "For five minutes events have needed more than 200 ms to their last listener.")
            .in(5, 5));
  }

  private void theyWait(IQueue arriving) {
    alarms.raise(
        this,
        GameAlarm.LONG_EVENT_QUEUE,
        Rule.above(
                1000,
                arriving.metricApproximateNumberOfMessagesVisible(
                    MetricOptions.builder().statistic("Maximum").period(MINUTE).build()),
                Missing.quiet("SQS is silent about a queue that was empty and unused for hours."),
                "More than 1000 requests' events wait for their listeners.")
            .in(2, 2));
    IMetric full =
        alarms.metric(GameFunction.PLAYER_LOGS, GameMetric.EVENT_QUEUE_FULL, "Maximum", MINUTE);
    alarms.raise(
        this,
        GameAlarm.EVENT_QUEUE_FULL,
        Rule.above(
            0,
            full,
            NO_EVENTS,
            "The queue of events is full: senders are told to wait, and keep their events."));
    alarms.raise(
        this,
        GameAlarm.EVENT_QUEUE_OFTEN_FULL,
        Rule.above(
            1,
            fullInAnHour(),
            NO_EVENTS,
            "In this hour more than one look in a hundred has found the queue of events full."));
  }

  private void listenersAreSlowOrFail() {
    alarms.raise(
        this,
        GameAlarm.SLOW_LISTENERS,
        Rule.above(
                50,
                alarms.metric(
                    GameFunction.EVENT_LISTENERS, GameMetric.LISTENER_TIME, "Average", MINUTE),
                NO_EVENTS,
                "Listeners take more than 50 ms for an event on average.")
            .in(3, 3));
    alarms.raise(
        this,
        GameAlarm.LISTENER_ERRORS,
        Rule.above(
                0.1,
                enough(DerivedMetric.LISTENER_ERROR_RATE, "called", 0),
                NO_EVENTS,
                "Listeners fail for more than one event in a thousand.")
            .in(2, 3));
  }

  private void erasuresAreUnfinished() {
    alarms.raise(
        this,
        GameAlarm.ERASURE_UNFINISHED,
        Rule.above(
                3600,
                alarms.metric(
                    GameFunction.PLAYER_ERASURE,
                    GameMetric.OLDEST_UNFINISHED_ERASURE,
                    "Maximum",
                    MINUTE),
                Missing.told(
                    "It is measured each minute, so silence means that nobody drives erasures on."),
                "The data of a player that is to be erased has not been erased everywhere for an"
                    + " hour: ask for the erasure's state, which names the part that fails.")
            .in(5, 5));
  }

  /**
   * Returns the share of looks that found the queue full. An hour without a look counts, too:
   * otherwise the last hour that had some would be looked at again.
   */
  private IMetric fullInAnHour() {
    return MathExpression.Builder.create()
        .expression("FILL(full, 0)")
        .usingMetrics(
            Map.of(
                "full",
                alarms.metric(
                    GameFunction.PLAYER_LOGS,
                    GameMetric.EVENT_QUEUE_FULL,
                    "Average",
                    Duration.hours(1))))
        .period(Duration.hours(1))
        .build();
  }

  /**
   * Returns a rate of what all listeners do, those that need an order included; the good value
   * where there are too few events to tell.
   */
  private IMetric enough(DerivedMetric metric, String all, int good) {
    return derived(
        metric,
        "IF(%s < %d, %d, %s)".formatted(all, ENOUGH_EVENTS, good, metric.expression()),
        this::ofListeners);
  }

  /**
   * Returns the sum of both functions. The series of the one that hears every event is not filled:
   * CloudWatch would take the 0 of a minute whose data are late for the minute's value, and an
   * alarm that needs all of its periods would never go off.
   */
  private IMetric ofListeners(DerivedMetric.Input input) {
    String any = input.id() + "InAnyOrder";
    String ordered = input.id() + "InOrder";
    return MathExpression.Builder.create()
        .expression("%s + FILL(%s, 0)".formatted(any, ordered))
        .usingMetrics(
            Sorted.map(
                any,
                ofFunction(GameFunction.EVENT_LISTENERS, input),
                ordered,
                ofFunction(GameFunction.PLAYER_PROGRESS, input)))
        .period(MINUTE)
        .build();
  }

  private IMetric ofFunction(GameFunction function, DerivedMetric.Input input) {
    return alarms.metric(function, named(input.metricName()), "Sum", MINUTE);
  }

  private static IMetric derived(
      DerivedMetric metric, String expression, Function<DerivedMetric.Input, IMetric> values) {
    Map<String, IMetric> inputs = new TreeMap<>();
    for (DerivedMetric.Input input : metric.inputs()) {
      inputs.put(input.id(), values.apply(input));
    }
    return MathExpression.Builder.create()
        .expression(expression)
        .usingMetrics(inputs)
        .label(metric.metricName())
        .period(MINUTE)
        .build();
  }

  private static GameMetric named(String metricName) {
    return Stream.of(GameMetric.values())
        .filter(metric -> metric.metricName().equals(metricName))
        .findAny()
        .orElseThrow();
  }
}
