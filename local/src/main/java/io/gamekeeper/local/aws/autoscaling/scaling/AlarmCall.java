package io.gamekeeper.local.aws.autoscaling.scaling;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.target.NotTakenException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.StreamSupport;

/**
 * What an alarm tells when it calls an action.
 *
 * @param recent the datapoints that it has looked at
 * @param newest the last of them in time
 * @param threshold absent if the alarm has none, as a composite alarm
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html">Invoke
 *     a Lambda function from an alarm</a>, whose event has the same parts
 */
record AlarmCall(
    String alarm,
    String state,
    List<Double> recent,
    OptionalDouble newest,
    OptionalDouble threshold) {
  private static final ObjectMapper JSON = new ObjectMapper();

  AlarmCall {
    recent = List.copyOf(recent);
  }

  /** How several datapoints become one value. */
  enum Aggregation {
    AVERAGE("Average"),
    MINIMUM("Minimum"),
    MAXIMUM("Maximum");

    private final String label;

    Aggregation(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /**
   * Reads a call.
   *
   * @throws NotTakenException if it is not of an alarm
   */
  static AlarmCall parse(String payload) throws NotTakenException {
    try {
      JsonNode data = JSON.readTree(payload).path("alarmData");
      JsonNode state = data.path("state");
      JsonNode reason = JSON.readTree(state.path("reasonData").asText("{}"));
      String alarm = data.path("alarmName").asText();
      if (alarm.isEmpty()) {
        throw new NotTakenException("VALIDATION", "policies are called by alarms only");
      }
      return new AlarmCall(
          alarm,
          state.path("value").asText(),
          numbers(reason.path("recentDatapoints")),
          newest(reason),
          number(reason.path("threshold")));
    } catch (JsonProcessingException e) {
      throw new NotTakenException("VALIDATION", "policies are called by alarms only");
    }
  }

  /**
   * Returns the same call with other datapoints; with its own if there are none.
   *
   * @param values oldest first
   */
  AlarmCall with(List<Double> values) {
    return values.isEmpty()
        ? this
        : new AlarmCall(alarm, state, values, OptionalDouble.of(values.getLast()), threshold);
  }

  /** Returns the datapoints as one value; absent if there is none. */
  OptionalDouble value(Aggregation aggregation) {
    var values = recent.stream().mapToDouble(Double::doubleValue);
    return switch (aggregation) {
      case AVERAGE -> values.average();
      case MINIMUM -> values.min();
      case MAXIMUM -> values.max();
    };
  }

  /** Finds the newest by their times, as CloudWatch does not say in which order they are. */
  private static OptionalDouble newest(JsonNode reason) {
    List<Double> recent = numbers(reason.path("recentDatapoints"));
    return StreamSupport.stream(reason.path("evaluatedDatapoints").spliterator(), false)
        .filter(point -> point.path("value").isNumber())
        .max(Comparator.comparing(point -> point.path("timestamp").asText()))
        .map(point -> OptionalDouble.of(point.path("value").asDouble()))
        .orElseGet(
            () -> recent.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(recent.getLast()));
  }

  private static List<Double> numbers(JsonNode list) {
    List<Double> numbers = new ArrayList<>();
    for (JsonNode item : list) {
      number(item).ifPresent(numbers::add);
    }
    return numbers;
  }

  private static OptionalDouble number(JsonNode node) {
    return node.isNumber() ? OptionalDouble.of(node.asDouble()) : OptionalDouble.empty();
  }
}
