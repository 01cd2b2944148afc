package io.gamekeeper.local.aws.cloudwatch;

import io.gamekeeper.local.target.SharedAlarms.State;
import io.gamekeeper.local.target.Targets;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.TemplateException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What templates say of alarms of any kind. */
final class AlarmFacts {
  /** PutMetricAlarm takes five actions per state. */
  private static final int MOST_ACTIONS = 5;

  private static final int MOST_DESCRIPTION = 1024;
  private static final Map<State, String> LISTS =
      Map.of(
          State.ALARM, "AlarmActions",
          State.OK, "OKActions",
          State.INSUFFICIENT_DATA, "InsufficientDataActions");

  private AlarmFacts() {}

  /** Reads the facts; the actions are checked when all resources are there. */
  static Alarm.Facts read(ResourceContext context, Targets targets) {
    ResourceProperties properties = context.properties();
    String name = properties.string("AlarmName", context.generatedName());
    String arn = context.environment().arn("cloudwatch", "alarm:" + name);
    String description = properties.string("AlarmDescription", "");
    if (description.length() > MOST_DESCRIPTION) {
      throw new TemplateException(
          properties.where("AlarmDescription"),
          "has %d characters; CloudWatch takes %d"
              .formatted(description.length(), MOST_DESCRIPTION));
    }
    Map<State, List<String>> actions = new EnumMap<>(State.class);
    LISTS.forEach(
        (state, list) -> {
          List<String> arns = properties.strings(list);
          if (arns.size() > MOST_ACTIONS) {
            throw new TemplateException(
                properties.where(list),
                "has %d actions; CloudWatch takes %d".formatted(arns.size(), MOST_ACTIONS));
          }
          arns.forEach(
              action ->
                  context.whenAllCreated(
                      () ->
                          targets.checkOpen(
                              properties.where(list), action, AlarmActions.PRINCIPAL, arn)));
          actions.put(state, arns);
        });
    return new Alarm.Facts(
        context.address().logicalId(),
        name,
        arn,
        description,
        properties.bool("ActionsEnabled", true),
        actions);
  }

  /** An alarm's entry in {@code status}. */
  static Provisioned provisioned(Alarm alarm) {
    return (alarm.notSimulated().isPresent()
            ? Provisioned.nameOnly(
                alarm.name(), alarm.condition() + ": " + alarm.notSimulated().get())
            : Provisioned.simulated(alarm.name(), alarm.condition()))
        .with("Arn", alarm.facts().arn());
  }
}
