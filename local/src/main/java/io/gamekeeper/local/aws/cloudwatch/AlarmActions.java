package io.gamekeeper.local.aws.cloudwatch;

import io.gamekeeper.local.aws.cloudwatch.Alarm.HistoryItem;
import io.gamekeeper.local.aws.cloudwatch.Alarm.HistoryType;
import io.gamekeeper.local.aws.cloudwatch.Alarm.StateValue;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.target.Call;
import io.gamekeeper.local.target.NotTakenException;
import io.gamekeeper.local.target.ServiceEvents;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import software.amazon.awssdk.arns.Arn;

/** Calls what alarms call, beside their evaluation. */
final class AlarmActions {
  /** The service as policies name it. */
  static final String PRINCIPAL = "cloudwatch.amazonaws.com";

  private static final String SCALING = ":autoscaling:";

  private final Ground ground;
  private final BiConsumer<Alarm, HistoryItem> history;

  /**
   * Actions that have not been called.
   *
   * @param history takes what became of each
   */
  AlarmActions(Ground ground, BiConsumer<Alarm, HistoryItem> history) {
    this.ground = ground;
    this.history = history;
  }

  /** Calls the actions of the state that an alarm is in now. */
  void perform(Alarm alarm, StateValue before) {
    of(alarm).forEach(action -> perform(alarm, before, alarm.state(), action));
  }

  /**
   * Calls the scaling policies of the state that an alarm is still in.
   *
   * @param judged the state with what was measured by now
   */
  void scaleAgain(Alarm alarm, StateValue judged) {
    of(alarm).stream()
        .filter(action -> action.contains(SCALING))
        .forEach(action -> perform(alarm, alarm.state(), judged, action));
  }

  private static List<String> of(Alarm alarm) {
    return alarm.actionsEnabled()
        ? alarm.facts().actions().getOrDefault(alarm.state().value(), List.of())
        : List.of();
  }

  private void perform(Alarm alarm, StateValue before, StateValue now, String action) {
    AlarmDocuments documents = new AlarmDocuments(alarm, before, now);
    boolean topic = action.contains(":sns:");
    Call call =
        Call.of(topic ? documents.message() : documents.action(), PRINCIPAL)
            .about(topic ? Optional.of(documents.subject()) : Optional.empty());
    ground.agenda().run("action of " + alarm.name(), () -> call(alarm, action, call));
  }

  private void call(Alarm alarm, String action, Call call) {
    String outcome = "Successfully executed action " + action;
    try {
      ground.targets().call(action, call);
    } catch (NotTakenException e) {
      outcome = "Failed to execute action " + action + ": " + e.getMessage();
      ground.errors().note(alarm.facts().logicalId(), outcome);
    }
    history.accept(
        alarm,
        new HistoryItem(
            ground.time().clock().instant(), HistoryType.ACTION, outcome, call.payload()));
  }

  /** Puts a change of state on the default event bus. */
  void tellBus(Alarm alarm, StateValue before, String suppressedBy) {
    Arn arn = Arn.fromString(alarm.facts().arn());
    ServiceEvents.put(
        ground.targets(),
        ground.errors(),
        new ServiceEvents.Event(
            "aws.cloudwatch",
            "CloudWatch Alarm State Change",
            arn.accountId().orElse(""),
            arn.region().orElse(""),
            List.of(alarm.facts().arn()),
            new AlarmDocuments(alarm, before, alarm.state()).event(suppressedBy)));
  }
}
