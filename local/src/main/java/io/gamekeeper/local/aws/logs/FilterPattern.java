package io.gamekeeper.local.aws.logs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Filter patterns: words and texts in quotation marks that a line has to hold, {@code ?} before
 * those of which one is enough, {@code -} before those that it must not hold, and comparisons of
 * JSON members in braces.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html">Filter
 *     pattern syntax</a>
 */
final class FilterPattern {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Unquoted words consist of letters, digits and underscores. */
  private static final Pattern TERM =
      Pattern.compile("\\s*(?<mark>[?-]?)(?:\"(?<text>(?:[^\"\\\\]|\\\\.)*)\"|(?<word>\\w+))");

  private static final Pattern ESCAPED = Pattern.compile("\\\\(.)");

  private FilterPattern() {}

  /** A pattern that CloudWatch Logs refuses, or that the stage does not know. */
  static final class RefusedException extends RuntimeException {
    private RefusedException(String problem) {
      super(problem);
    }
  }

  /**
   * Reads a pattern; an empty one matches every line.
   *
   * @throws RefusedException if CloudWatch would refuse it, or the stage does not know it; its
   *     message continues one that begins with the pattern
   */
  static Predicate<String> parse(String pattern) {
    String text = pattern.strip();
    if (text.startsWith("{")) {
      if (!text.endsWith("}")) {
        throw new RefusedException("has a { that is never closed");
      }
      Predicate<JsonNode> condition = new JsonPattern(text.substring(1, text.length() - 1)).parse();
      return line -> json(line, condition);
    }
    if (text.startsWith("[")) {
      throw new RefusedException(
          "has columns in [ ], which the stage does not know; its logs are JSON");
    }
    if (text.startsWith("%")) {
      throw new RefusedException("has a regular expression, which the stage does not know");
    }
    return terms(text);
  }

  private static Predicate<String> terms(String text) {
    List<String> all = new ArrayList<>();
    List<String> none = new ArrayList<>();
    List<String> any = new ArrayList<>();
    Matcher term = TERM.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (!term.find(at) || term.start() != at) {
        throw new RefusedException(
            "has "
                + text.substring(at).strip().split("\\s", 2)[0]
                + ", which needs quotation marks or means nothing there");
      }
      String wanted =
          term.group("word") != null
              ? term.group("word")
              : ESCAPED.matcher(term.group("text")).replaceAll("$1");
      switch (term.group("mark")) {
        case "?" -> any.add(wanted);
        case "-" -> none.add(wanted);
        default -> all.add(wanted);
      }
      at = term.end();
    }
    if (!any.isEmpty() && (!all.isEmpty() || !none.isEmpty())) {
      throw new RefusedException(
          "mixes terms with and without ?; CloudWatch Logs would ignore those with it");
    }
    return line ->
        all.stream().allMatch(line::contains)
            && none.stream().noneMatch(line::contains)
            && (any.isEmpty() || any.stream().anyMatch(line::contains));
  }

  private static boolean json(String line, Predicate<JsonNode> condition) {
    try {
      return line.startsWith("{") && condition.test(JSON.readTree(line));
    } catch (JsonProcessingException e) {
      return false; // a cut or foreign line has no members
    }
  }

  /** Reads what stands in braces: {@code &&} binds more than {@code ||}. */
  private static final class JsonPattern {
    private static final Pattern TOKEN =
        Pattern.compile(
            "\\s*(?:(?<sign>&&|\\|\\||!=|<=|>=|[=<>()])"
                + "|(?<selector>\\$(?:\\.\\w+|\\[\\d+\\])+)"
                + "|\"(?<text>(?:[^\"\\\\]|\\\\.)*)\""
                + "|(?<word>[\\w.*+-]+))");
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(?:\\.\\d+)?(?:[eE]-?\\d+)?");
    private static final Pattern MEMBER = Pattern.compile("\\.(\\w+)|\\[(\\d+)\\]");

    private final String text;
    private final Matcher token;
    private int at;

    JsonPattern(String text) {
      this.text = text.strip();
      this.token = TOKEN.matcher(this.text);
    }

    Predicate<JsonNode> parse() {
      Predicate<JsonNode> condition = or();
      if (at < text.length()) {
        throw unexpected();
      }
      return condition;
    }

    private Predicate<JsonNode> or() {
      Predicate<JsonNode> left = and();
      while (takes("||")) {
        left = left.or(and());
      }
      return left;
    }

    private Predicate<JsonNode> and() {
      Predicate<JsonNode> left = comparison();
      while (takes("&&")) {
        left = left.and(comparison());
      }
      return left;
    }

    private Predicate<JsonNode> comparison() {
      if (takes("(")) {
        Predicate<JsonNode> inner = or();
        if (!takes(")")) {
          throw new RefusedException("has a ( that is never closed");
        }
        return inner;
      }
      String selector = group("selector", "a selector such as $.level");
      String sign = group("sign", "a comparison");
      if (next("text")) {
        return text(selector, sign, ESCAPED.matcher(group("text", "")).replaceAll("$1"));
      }
      String word = group("word", "a value");
      return NUMBER.matcher(word).matches()
          ? number(selector, sign, new BigDecimal(word))
          : text(selector, sign, word);
    }

    /** A text, in which {@code *} stands for anything. */
    private static Predicate<JsonNode> text(String selector, String sign, String wanted) {
      if (!sign.equals("=") && !sign.equals("!=")) {
        throw new RefusedException("compares a text by " + sign + ", which is for numbers");
      }
      Pattern pattern =
          Pattern.compile(Pattern.quote(wanted).replace("*", "\\E.*\\Q"), Pattern.DOTALL);
      boolean equal = sign.equals("=");
      return line -> {
        JsonNode value = select(line, selector);
        return value.isValueNode() && equal == pattern.matcher(value.asText()).matches();
      };
    }

    private static Predicate<JsonNode> number(String selector, String sign, BigDecimal wanted) {
      IntPredicate holds =
          switch (sign) {
            case "=" -> order -> order == 0;
            case "!=" -> order -> order != 0;
            case "<" -> order -> order < 0;
            case "<=" -> order -> order <= 0;
            case ">" -> order -> order > 0;
            case ">=" -> order -> order >= 0;
            default -> throw new RefusedException("has " + sign + " where it needs a comparison");
          };
      return line -> {
        JsonNode value = select(line, selector);
        return value.isNumber() && holds.test(value.decimalValue().compareTo(wanted));
      };
    }

    private static JsonNode select(JsonNode line, String selector) {
      JsonNode found = line;
      Matcher member = MEMBER.matcher(selector);
      while (member.find()) {
        found =
            member.group(1) == null
                ? found.path(Integer.parseInt(member.group(2)))
                : found.path(member.group(1));
      }
      return found;
    }

    private boolean next(String kind) {
      return token.region(at, text.length()).lookingAt() && token.group(kind) != null;
    }

    private boolean takes(String sign) {
      boolean found = next("sign") && token.group("sign").equals(sign);
      if (found) {
        at = token.end();
      }
      return found;
    }

    private String group(String kind, String what) {
      if (!next(kind)) {
        throw at >= text.length()
            ? new RefusedException("ends where it needs " + what)
            : unexpected();
      }
      at = token.end();
      return token.group(kind);
    }

    private RefusedException unexpected() {
      return new RefusedException(
          "has "
              + text.substring(at).strip().split("\\s", 2)[0]
              + ", which the stage does not know there");
    }
  }
}
