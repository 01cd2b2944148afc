package io.gamekeeper.local.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The argument of {@code Fn::Sub}.
 *
 * @param format text with <code>${Variable}</code> in it
 * @param variables the variables that the argument itself defines; a missing node if none
 */
record Substitution(String format, JsonNode variables) {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(!?)([^}]+)}");

  static Substitution of(JsonNode argument) {
    return argument.isArray()
        ? new Substitution(argument.path(0).asText(), argument.path(1))
        : new Substitution(argument.asText(), MissingNode.getInstance());
  }

  /** Returns the text with a value for each variable. <code>${!Literal}</code> loses its mark. */
  String replace(UnaryOperator<String> value) {
    return VARIABLE
        .matcher(format)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    match.group(1).isEmpty()
                        ? value.apply(match.group(2))
                        : "${" + match.group(2) + "}"));
  }

  /** Returns the variables that refer to the template: those not defined in the argument. */
  List<String> references() {
    return VARIABLE
        .matcher(format)
        .results()
        .filter(match -> match.group(1).isEmpty() && !variables.has(match.group(2)))
        .map(match -> match.group(2))
        .toList();
  }
}
