package io.gamekeeper.local.iam;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.local.template.TemplateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * One condition of a statement: an operator, a key of the request and the values that it is
 * compared with.
 *
 * @param key in lower case, as IAM compares keys without regard to case
 * @param negated whether no value may match, as in {@code StringNotEquals}
 * @param ifExists whether an absent key satisfies it
 * @param quantifier treatment of several values in the request
 */
record Condition(
    String key,
    BiPredicate<String, String> test,
    boolean negated,
    boolean ifExists,
    Quantifier quantifier,
    List<String> values) {

  /** The treatment of several values in the request. */
  enum Quantifier {
    /** The request has one value. */
    SINGLE,
    /** Each value in the request has to match; none at all matches too. */
    FOR_ALL,
    /** At least one value in the request has to match. */
    FOR_ANY
  }

  Condition {
    values = List.copyOf(values);
  }

  /**
   * Reads the {@code Condition} block of a statement.
   *
   * @param where its place, for messages
   * @throws TemplateException if it has an operator that the stage does not know
   */
  static List<Condition> parse(String where, JsonNode block) {
    List<Condition> conditions = new ArrayList<>();
    for (Map.Entry<String, JsonNode> operator : block.properties()) {
      for (Map.Entry<String, JsonNode> key : operator.getValue().properties()) {
        conditions.add(
            condition(where, operator.getKey(), key.getKey(), Policy.texts(key.getValue())));
      }
    }
    return conditions;
  }

  private static Condition condition(
      String where, String operator, String key, List<String> values) {
    Quantifier quantifier = Quantifier.SINGLE;
    String name = operator;
    if (name.startsWith("ForAllValues:")) {
      quantifier = Quantifier.FOR_ALL;
      name = name.substring("ForAllValues:".length());
    } else if (name.startsWith("ForAnyValue:")) {
      quantifier = Quantifier.FOR_ANY;
      name = name.substring("ForAnyValue:".length());
    }
    boolean ifExists = name.endsWith("IfExists");
    if (ifExists) {
      name = name.substring(0, name.length() - "IfExists".length());
    }
    boolean negated = name.contains("Not") && !name.equals("Null");
    BiPredicate<String, String> test =
        switch (name) {
          case "StringEquals", "StringNotEquals" -> String::equals;
          case "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase" -> String::equalsIgnoreCase;
          case "Bool" -> String::equalsIgnoreCase;
          case "StringLike",
              "StringNotLike",
              "ArnLike",
              "ArnNotLike",
              "ArnEquals",
              "ArnNotEquals" ->
              (pattern, value) -> Wildcard.of(pattern).matches(value);
          case "NumericEquals", "NumericNotEquals" -> (bound, value) -> number(value, bound) == 0;
          case "NumericLessThan" -> (bound, value) -> number(value, bound) < 0;
          case "NumericLessThanEquals" -> (bound, value) -> number(value, bound) <= 0;
          case "NumericGreaterThan" -> (bound, value) -> number(value, bound) > 0;
          case "NumericGreaterThanEquals" -> (bound, value) -> number(value, bound) >= 0;
          case "Null" -> (wanted, value) -> wanted.equalsIgnoreCase("false");
          default ->
              throw new TemplateException(
                  where + ".Condition",
                  "uses the operator " + operator + ", which is not simulated");
        };
    if (name.equals("Null")) {
      // {"Null": {"key": "true"}} is satisfied by absence: the same as a negated test for presence.
      boolean absent = values.stream().allMatch("true"::equalsIgnoreCase);
      return new Condition(
          key.toLowerCase(Locale.ROOT),
          (wanted, value) -> true,
          absent,
          absent,
          quantifier,
          values);
    }
    return new Condition(key.toLowerCase(Locale.ROOT), test, negated, ifExists, quantifier, values);
  }

  private static int number(String left, String right) {
    return Double.compare(Double.parseDouble(left), Double.parseDouble(right));
  }

  /** Tells whether the request satisfies it. */
  boolean holds(RequestContext request) {
    List<String> actual = request.values(key);
    if (actual.isEmpty()) {
      return ifExists || negated || quantifier == Quantifier.FOR_ALL;
    }
    return switch (quantifier) {
      case SINGLE, FOR_ANY -> actual.stream().anyMatch(this::accepts);
      case FOR_ALL -> actual.stream().allMatch(this::accepts);
    };
  }

  private boolean accepts(String actual) {
    return negated != values.stream().anyMatch(value -> test.test(value, actual));
  }
}
