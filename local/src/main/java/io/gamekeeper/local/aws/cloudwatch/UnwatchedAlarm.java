package io.gamekeeper.local.aws.cloudwatch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/** An alarm that the stage does not evaluate; only {@code SetAlarmState} changes its state. */
final class UnwatchedAlarm extends Alarm {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String condition;
  private final String reason;

  UnwatchedAlarm(Facts facts, String condition, String reason, Instant created) {
    super(facts, created);
    this.condition = condition;
    this.reason = reason;
  }

  @Override
  Optional<String> notSimulated() {
    return Optional.of(reason);
  }

  @Override
  String condition() {
    return condition;
  }

  @Override
  ObjectNode configuration() {
    return JSON.createObjectNode().put("description", facts().description());
  }

  @Override
  ObjectNode trigger() {
    return JSON.createObjectNode();
  }
}
