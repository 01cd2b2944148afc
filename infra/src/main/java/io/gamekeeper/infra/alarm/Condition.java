package io.gamekeeper.infra.alarm;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A condition over the states of other alarms, under which a composite alarm goes off.
 *
 * @param rule the condition in CloudWatch's words
 * @param alarms the names of the alarms in it
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html">PutCompositeAlarm,
 *     AlarmRule</a>
 */
public record Condition(String rule, List<String> alarms) {
  public Condition {
    alarms = List.copyOf(alarms);
  }

  /** Returns the condition that an alarm is on. */
  public static Condition on(String alarm) {
    return of("ALARM", alarm);
  }

  /** Returns the condition that an alarm lacks data. */
  public static Condition silent(String alarm) {
    return of("INSUFFICIENT_DATA", alarm);
  }

  /** Returns the condition that any of these alarms is on. */
  public static Condition anyOn(List<String> alarms) {
    return new Condition(
        alarms.stream().map(alarm -> on(alarm).rule()).collect(joining(" OR ", "(", ")")), alarms);
  }

  /** Returns the condition that both hold. */
  public Condition and(Condition other) {
    return joined("AND", other);
  }

  /** Returns the condition that one of the two holds, or both. */
  public Condition or(Condition other) {
    return joined("OR", other);
  }

  /** Returns the opposite condition. */
  public Condition not() {
    return new Condition("NOT " + rule, alarms);
  }

  private static Condition of(String state, String alarm) {
    return new Condition(state + "(\"" + alarm + "\")", List.of(alarm));
  }

  private Condition joined(String word, Condition other) {
    List<String> both = new ArrayList<>(alarms);
    both.addAll(other.alarms());
    return new Condition(
        Stream.of(rule, other.rule()).collect(joining(" " + word + " ", "(", ")")),
        both.stream().distinct().toList());
  }
}
