package io.gamekeeper.local.aws.cloudwatch;

import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Alarms that look at other alarms. */
record CompositeAlarmType(AlarmBook book, Ground ground) implements ResourceType {
  @Override
  public String type() {
    return "AWS::CloudWatch::CompositeAlarm";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    Alarm.Facts facts = AlarmFacts.read(context, ground.targets());
    facts
        .actions()
        .forEach(
            (_, actions) ->
                actions.stream()
                    .filter(action -> action.contains(":autoscaling:"))
                    .findFirst()
                    .ifPresent(
                        action -> {
                          throw new TemplateException(
                              properties.where("AlarmActions"),
                              "names " + action + "; composite alarms cannot scale groups");
                        }));
    String text = properties.string("AlarmRule");
    AlarmRule rule = rule(properties, text);
    CompositeAlarm alarm =
        new CompositeAlarm(
            facts, text, rule, suppressor(properties), ground.time().clock().instant());
    book.put(alarm);
    context.whenAllCreated(
        () -> {
          rule.alarms().forEach(child -> checkDeclared(properties.where("AlarmRule"), child));
          alarm
              .suppressor()
              .ifPresent(by -> checkDeclared(properties.where("ActionsSuppressor"), by.alarm()));
          checkNoCircle(properties.where("AlarmRule"), alarm, alarm, new HashSet<>());
        });
    return AlarmFacts.provisioned(alarm);
  }

  private static AlarmRule rule(ResourceProperties properties, String text) {
    try {
      return AlarmRule.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TemplateException(properties.where("AlarmRule"), String.valueOf(e.getMessage()));
    }
  }

  private static Optional<CompositeAlarm.Suppressor> suppressor(ResourceProperties properties) {
    return properties
        .optionalString("ActionsSuppressor")
        .map(
            alarm ->
                new CompositeAlarm.Suppressor(
                    alarm,
                    Duration.ofSeconds(properties.integer("ActionsSuppressorWaitPeriod")),
                    Duration.ofSeconds(properties.integer("ActionsSuppressorExtensionPeriod"))));
  }

  private void checkDeclared(String where, String alarm) {
    if (book.find(alarm).isEmpty()) {
      throw new TemplateException(
          where, "names the alarm " + alarm + ", which no template declares");
    }
  }

  /** CloudWatch takes a circle, and cannot evaluate or delete what is in it. */
  private void checkNoCircle(
      String where, CompositeAlarm begin, CompositeAlarm alarm, Set<String> seen) {
    for (String child : alarm.rule().alarms()) {
      Alarm found = book.find(child).orElseThrow();
      if (found == begin) {
        throw new TemplateException(where, "leads back to " + begin.name() + " itself");
      }
      if (found instanceof CompositeAlarm composite && seen.add(composite.name())) {
        checkNoCircle(where, begin, composite, seen);
      }
    }
  }
}
