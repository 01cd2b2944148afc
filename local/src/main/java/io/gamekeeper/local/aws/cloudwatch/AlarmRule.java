package io.gamekeeper.local.aws.cloudwatch;

import io.gamekeeper.local.target.SharedAlarms.State;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rule of a composite alarm, for instance {@code ALARM("a") AND NOT OK(b)}.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html">PutCompositeAlarm</a>
 */
final class AlarmRule {
  /** What CloudWatch takes. */
  private static final int MOST_CHARACTERS = 10_240;

  private static final int MOST_ALARMS = 100;

  private static final Pattern TOKEN =
      Pattern.compile("\\s*(\\(|\\)|\"[^\"]*\"|'[^']*'|[^\\s()\"']+)");

  private final Predicate<Function<String, State>> rule;
  private final Set<String> alarms = new LinkedHashSet<>();
  private final List<String> tokens = new ArrayList<>();
  private int next;

  private AlarmRule(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException(
          "has %d characters; CloudWatch takes %d".formatted(text.length(), MOST_CHARACTERS));
    }
    Matcher matcher = TOKEN.matcher(text);
    int end = 0;
    while (matcher.find()) {
      tokens.add(matcher.group(1));
      end = matcher.end();
    }
    if (!text.substring(end).isBlank()) {
      throw new IllegalArgumentException("has a quotation mark that is never closed");
    }
    rule = or();
    if (next < tokens.size()) {
      throw new IllegalArgumentException("has " + tokens.get(next) + " after its end");
    }
    if (alarms.isEmpty()) {
      throw new IllegalArgumentException("names no alarm");
    }
    if (alarms.size() > MOST_ALARMS) {
      throw new IllegalArgumentException(
          "names %d alarms; CloudWatch takes %d".formatted(alarms.size(), MOST_ALARMS));
    }
  }

  /**
   * Reads a rule.
   *
   * @throws IllegalArgumentException if it is none; the message continues one that begins with the
   *     rule's place
   */
  static AlarmRule parse(String text) {
    return new AlarmRule(text);
  }

  /** The names or ARNs of the alarms that it looks at. */
  Set<String> alarms() {
    return alarms;
  }

  /** Tells whether it holds. */
  boolean holds(Function<String, State> states) {
    return rule.test(states);
  }

  private Predicate<Function<String, State>> or() {
    Predicate<Function<String, State>> left = and();
    while (takes("OR")) {
      left = left.or(and());
    }
    return left;
  }

  private Predicate<Function<String, State>> and() {
    Predicate<Function<String, State>> left = not();
    while (takes("AND")) {
      left = left.and(not());
    }
    return left;
  }

  private Predicate<Function<String, State>> not() {
    return takes("NOT") ? not().negate() : operand();
  }

  private Predicate<Function<String, State>> operand() {
    String token = take();
    if (token.equals("(")) {
      Predicate<Function<String, State>> inner = or();
      close();
      return inner;
    }
    return switch (token) {
      case "TRUE" -> _ -> true;
      case "FALSE" -> _ -> false;
      case "OK" -> in(State.OK);
      case "ALARM" -> in(State.ALARM);
      case "INSUFFICIENT_DATA" -> in(State.INSUFFICIENT_DATA);
      default ->
          throw new IllegalArgumentException(
              "has "
                  + token
                  + " where OK, ALARM, INSUFFICIENT_DATA, TRUE, FALSE, NOT or ( must stand");
    };
  }

  private Predicate<Function<String, State>> in(State state) {
    if (!takes("(")) {
      throw new IllegalArgumentException("has " + state + " without an alarm in brackets");
    }
    String alarm = take().replaceAll("^[\"']|[\"']$", "");
    close();
    alarms.add(alarm);
    return states -> states.apply(alarm) == state;
  }

  private void close() {
    if (!takes(")")) {
      throw new IllegalArgumentException("has a bracket that is never closed");
    }
  }

  private boolean takes(String token) {
    if (next < tokens.size() && tokens.get(next).equals(token)) {
      next++;
      return true;
    }
    return false;
  }

  private String take() {
    if (next == tokens.size()) {
      throw new IllegalArgumentException("ends too early");
    }
    return tokens.get(next++);
  }
}
