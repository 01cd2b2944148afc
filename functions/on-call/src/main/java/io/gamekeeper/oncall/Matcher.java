package io.gamekeeper.oncall;

import io.gamekeeper.contract.GameAlarm.Severity;
import java.util.Collection;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A condition on a label, in Alertmanager's syntax: {@code severity=critical}, {@code
 * owner!=payments}, {@code alarm=~"Database.*"}, {@code alarm!~"Error.*"}. A regular expression has
 * to match the whole value.
 */
public final class Matcher {
  /** Values that need no quotes. */
  private static final Pattern PLAIN = Pattern.compile("[^\"\\s=~][^\"\\s]*|");

  private static final Pattern SYNTAX =
      Pattern.compile("([A-Za-z]+)\\s*(=~|!~|!=|=)\\s*(?:\"([^\"]*)\"|(" + PLAIN + "))");

  private final String label;
  private final String operator;
  private final String value;
  private final Pattern pattern;

  private Matcher(String label, String operator, String value) {
    this.label = label;
    this.operator = operator;
    this.value = value;
    this.pattern =
        operator.endsWith("~") ? Pattern.compile(value) : Pattern.compile(value, Pattern.LITERAL);
  }

  /**
   * Reads a matcher.
   *
   * @throws IllegalArgumentException if it is none; the message goes on after its place
   */
  public static Matcher parse(String text) {
    java.util.regex.Matcher parts = SYNTAX.matcher(text.strip());
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "must be LABEL=VALUE with one of =, !=, =~ and !~, not '" + text + "'");
    }
    String label = parts.group(1);
    if (!Alert.LABELS.contains(label)) {
      throw new IllegalArgumentException(
          "has the unknown label '%s'; the known labels are %s"
              .formatted(label, Alert.LABELS.stream().sorted().toList()));
    }
    String value = parts.group(3) == null ? parts.group(4) : parts.group(3);
    try {
      return new Matcher(label, parts.group(2), value);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "has no regular expression after %s: %s".formatted(parts.group(2), e.getDescription()),
          e);
    }
  }

  public String label() {
    return label;
  }

  /** Returns whether an alert has such a label. */
  public boolean matches(Alert alert) {
    return matches(alert.label(label));
  }

  /** Returns whether a label of this value matches. */
  public boolean matches(String labelValue) {
    return pattern.matcher(labelValue).matches() != operator.startsWith("!");
  }

  public static boolean allMatch(Collection<Matcher> matchers, Alert alert) {
    return matchers.stream().allMatch(matcher -> matcher.matches(alert));
  }

  /** Returns whether alerts of a severity can match all of these. */
  public static boolean mayMatch(Collection<Matcher> matchers, Severity severity) {
    return matchers.stream()
        .filter(matcher -> matcher.label.equals(Alert.SEVERITY))
        .allMatch(matcher -> matcher.matches(Alert.label(severity)));
  }

  /** Returns whether this asks for a value that the other does not allow. */
  public boolean contradicts(Matcher other) {
    return operator.equals("=") && label.equals(other.label) && !other.matches(value);
  }

  /** Returns whether every value matches. */
  public boolean matchesEverything() {
    return operator.equals("=~") && value.equals(".*");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Matcher matcher && toString().equals(matcher.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  /** Returns the matcher as {@link #parse} reads it. */
  @Override
  public String toString() {
    return PLAIN.matcher(value).matches()
        ? label + operator + value
        : label + operator + '"' + value + '"';
  }
}
