package io.gamekeeper.infra;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Evaluates composite alarms' rules, as CloudWatch's API reference describes them. */
final class AlarmRules {
  private static final Pattern TOKEN =
      Pattern.compile("\\(|\\)|AND|OR|NOT|(ALARM|OK|INSUFFICIENT_DATA)\\(\"([^\"]+)\"\\)|\\S");

  private final List<String> tokens;
  private final Map<String, String> states;
  private int next;

  private AlarmRules(String rule, Map<String, String> states) {
    Matcher token = TOKEN.matcher(rule);
    this.tokens = token.results().map(result -> result.group()).toList();
    this.states = states;
  }

  /** Returns whether the rule holds; an alarm without a state among these is OK. */
  static boolean holds(String rule, Map<String, String> states) {
    AlarmRules rules = new AlarmRules(rule, states);
    boolean holds = rules.alternatives();
    if (rules.next != rules.tokens.size()) {
      throw new IllegalArgumentException("a rule that cannot be read: " + rule);
    }
    return holds;
  }

  /** Returns the names of the alarms in a rule. */
  static Set<String> parts(String rule) {
    Set<String> parts = new TreeSet<>();
    Matcher token = TOKEN.matcher(rule);
    while (token.find()) {
      if (token.group(2) != null) {
        parts.add(token.group(2));
      }
    }
    return parts;
  }

  private boolean alternatives() {
    boolean holds = conjunction();
    while (take("OR")) {
      holds |= conjunction();
    }
    return holds;
  }

  private boolean conjunction() {
    boolean holds = one();
    while (take("AND")) {
      holds &= one();
    }
    return holds;
  }

  private boolean one() {
    if (take("NOT")) {
      return !one();
    }
    if (take("(")) {
      boolean holds = alternatives();
      if (!take(")")) {
        throw new IllegalArgumentException("a bracket is never closed");
      }
      return holds;
    }
    Matcher state = TOKEN.matcher(tokens.get(next++));
    if (!state.matches() || state.group(2) == null) {
      throw new IllegalArgumentException("no alarm's state: " + tokens.get(next - 1));
    }
    return states.getOrDefault(state.group(2), "OK").equals(state.group(1));
  }

  private boolean take(String token) {
    if (next < tokens.size() && tokens.get(next).equals(token)) {
      next++;
      return true;
    }
    return false;
  }
}
