package io.gamekeeper.local.aws.cloudwatch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.aws.cloudwatch.Alarm.StateValue;
import io.gamekeeper.local.target.SharedAlarms.State;
import java.util.List;
import software.amazon.awssdk.arns.Arn;

/** What an alarm tells others, in the shapes that they get from CloudWatch. */
final class AlarmDocuments {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Alarm alarm;
  private final StateValue before;
  private final StateValue now;
  private final Arn arn;

  /** The documents of a change from one state to another. */
  AlarmDocuments(Alarm alarm, StateValue before, StateValue now) {
    this.alarm = alarm;
    this.before = before;
    this.now = now;
    this.arn = Arn.fromString(alarm.facts().arn());
  }

  private String account() {
    return arn.accountId().orElse("");
  }

  private String region() {
    return arn.region().orElse("");
  }

  /**
   * The detail of the event on the default bus.
   *
   * @param suppressedBy what keeps it from acting; empty for none
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html">Alarm
   *     events and EventBridge</a>
   */
  ObjectNode event(String suppressedBy) {
    ObjectNode detail = JSON.createObjectNode().put("alarmName", alarm.name());
    detail.set("configuration", alarm.configuration());
    detail.set("previousState", state(before));
    ObjectNode entered = state(now);
    if (!suppressedBy.isEmpty()) {
      entered.put("actionsSuppressedBy", suppressedBy);
    }
    detail.set("state", entered);
    return detail;
  }

  /**
   * What functions and scaling policies get.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html">Invoke
   *     a Lambda function from an alarm</a>
   */
  String action() {
    ObjectNode event =
        JSON.createObjectNode()
            .put("source", "aws.cloudwatch")
            .put("alarmArn", alarm.facts().arn())
            .put("accountId", account())
            .put("time", Reasons.TIMESTAMP.format(now.at()))
            .put("region", region());
    ObjectNode data = event.putObject("alarmData").put("alarmName", alarm.name());
    data.set("state", state(now));
    data.set("previousState", state(before));
    data.set("configuration", alarm.configuration());
    return event.toString();
  }

  /** The message that a topic gets. */
  String message() {
    ObjectNode message =
        JSON.createObjectNode()
            .put("AlarmName", alarm.name())
            .put("AlarmDescription", alarm.facts().description())
            .put("AWSAccountId", account())
            .put("NewStateValue", now.value().name())
            .put("NewStateReason", now.reason())
            .put("StateChangeTime", Reasons.TIMESTAMP.format(now.at()))
            .put("Region", region())
            .put("AlarmArn", alarm.facts().arn())
            .put("OldStateValue", before.value().name());
    list(message, "OKActions", State.OK);
    list(message, "AlarmActions", State.ALARM);
    list(message, "InsufficientDataActions", State.INSUFFICIENT_DATA);
    if (alarm instanceof CompositeAlarm composite) {
      message.put("AlarmRule", composite.ruleText());
    } else {
      message.set("Trigger", alarm.trigger());
    }
    return message.toString();
  }

  private void list(ObjectNode message, String name, State state) {
    ArrayNode all = message.putArray(name);
    alarm.facts().actions().getOrDefault(state, List.of()).forEach(all::add);
  }

  /** The subject of the message to a topic. */
  String subject() {
    return "%s: \"%s\" in %s".formatted(now.value(), alarm.name(), region());
  }

  private static ObjectNode state(StateValue state) {
    ObjectNode node =
        JSON.createObjectNode().put("value", state.value().name()).put("reason", state.reason());
    if (!state.data().isEmpty()) {
      node.put("reasonData", state.data());
    }
    return node.put("timestamp", Reasons.TIMESTAMP.format(state.at()));
  }

  /** The data of a state update in an alarm's history. */
  static String history(StateValue before, StateValue now) {
    ObjectNode data = JSON.createObjectNode().put("version", "1.0");
    data.set("oldState", state(before));
    data.set("newState", state(now));
    return data.toString();
  }
}
