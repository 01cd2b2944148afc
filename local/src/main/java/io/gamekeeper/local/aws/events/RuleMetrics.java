package io.gamekeeper.local.aws.events;

import io.gamekeeper.local.observe.MetricStore.Recorder;
import io.gamekeeper.local.observe.ServiceMetric;
import io.gamekeeper.local.observe.ServiceMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The metrics of one rule; there is no value when nothing happens. Those of a rule of the default
 * bus have the dimension {@code RuleName}, those of another bus's rule {@code EventBusName} too.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html">
 *     Monitoring Amazon EventBridge</a>
 */
final class RuleMetrics {
  private static final String RULE = "RuleName";
  private static final String BUS = "EventBusName";

  private static final String MATCHED = "MatchedEvents";
  private static final String TRIGGERED = "TriggeredRules";
  private static final String INVOCATIONS = "Invocations";
  private static final String ATTEMPTS = "InvocationAttempts";
  private static final String FAILED = "FailedInvocations";
  private static final String TO_DEAD_LETTERS = "InvocationsSentToDlq";
  private static final String LOST = "InvocationsFailedToBeSentToDlq";
  static final List<ServiceMetric> ALL =
      Stream.of(MATCHED, TRIGGERED, INVOCATIONS, ATTEMPTS, FAILED, TO_DEAD_LETTERS, LOST)
          .flatMap(name -> Stream.of(metric(name, false), metric(name, true)))
          .toList();

  private final Recorder matched;
  private final Recorder triggered;
  private final Recorder invocations;
  private final Recorder attempts;
  private final Recorder failed;
  private final Recorder toDeadLetters;
  private final Recorder lost;

  /**
   * The metrics of a rule.
   *
   * @param ruleArn ends with the bus, unless that is the default one, and the rule's name
   */
  RuleMetrics(ServiceMetrics metrics, String ruleArn) {
    String[] parts = ruleArn.substring(ruleArn.indexOf(":rule/") + 6).split("/", -1);
    boolean custom = parts.length > 1;
    Map<String, String> rule =
        custom ? Map.of(BUS, parts[0], RULE, parts[1]) : Map.of(RULE, parts[0]);
    this.matched = metrics.recorder(metric(MATCHED, custom), rule);
    this.triggered = metrics.recorder(metric(TRIGGERED, custom), rule);
    this.invocations = metrics.recorder(metric(INVOCATIONS, custom), rule);
    this.attempts = metrics.recorder(metric(ATTEMPTS, custom), rule);
    this.failed = metrics.recorder(metric(FAILED, custom), rule);
    this.toDeadLetters = metrics.recorder(metric(TO_DEAD_LETTERS, custom), rule);
    this.lost = metrics.recorder(metric(LOST, custom), rule);
  }

  /** Returns a metric of the rules of custom buses, or of the default bus. */
  private static ServiceMetric metric(String name, boolean custom) {
    List<String> sets = new ArrayList<>();
    sets.add(custom ? BUS + "," + RULE : RULE);
    if (name.equals(INVOCATIONS) || name.equals(ATTEMPTS)) {
      sets.add("");
    }
    if (name.equals(ATTEMPTS) && custom) {
      sets.add(BUS);
    }
    return ServiceMetric.of("AWS/Events", name, "Count", sets.toArray(String[]::new));
  }

  /** Counts an event that the rule matches. */
  void matched() {
    matched.record(1);
    triggered.record(1);
  }

  /** Counts an attempt to invoke a target, the first and each retry. */
  void attempted() {
    attempts.record(1);
  }

  /** Counts an invocation that has come to its end. */
  void invoked() {
    invocations.record(1);
  }

  /** Counts an invocation that failed for good, without a queue for dead letters. */
  void failed() {
    invocations.record(1);
    failed.record(1);
  }

  /**
   * Counts a dead letter, which counts neither as an invocation nor as a failed one.
   *
   * @param taken by its queue
   */
  void deadLetter(boolean taken) {
    (taken ? toDeadLetters : lost).record(1);
  }
}
