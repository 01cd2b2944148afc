package io.gamekeeper.local.aws.cloudwatch.math;

import io.gamekeeper.local.aws.cloudwatch.math.Expression.Node;
import io.gamekeeper.local.aws.cloudwatch.math.Expression.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads an expression: comparisons bind less than sums, sums less than products, as usual. */
final class ExpressionParser {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<number>\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)|(?<word>[A-Za-z_]\\w*)"
              + "|(?<text>'[^']*'|\"[^\"]*\")|(?<sign>==|!=|<=|>=|&&|\\|\\||[-+*/^<>(),\\[\\]]))");

  private final String text;
  private final Set<String> ids;
  private final Set<String> used = new HashSet<>();
  private final List<String> tokens = new ArrayList<>();
  private final List<Integer> ends = new ArrayList<>();
  private int next;

  ExpressionParser(String text, Set<String> ids) {
    this.text = text;
    this.ids = ids;
    Matcher matcher = TOKEN.matcher(text);
    int at = 0;
    while (at < text.length() && !text.substring(at).isBlank()) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw new ExpressionException(
            "has " + text.substring(at).strip().charAt(0) + ", which means nothing there");
      }
      tokens.add(matcher.group().strip());
      at = matcher.end();
      ends.add(at);
    }
  }

  Set<String> used() {
    return used;
  }

  Node parse() {
    Node root = or();
    if (next < tokens.size()) {
      throw new ExpressionException("has " + tokens.get(next) + ", which means nothing there");
    }
    return root;
  }

  private Node or() {
    Node left = and();
    while (takes("OR") || takes("||")) {
      left = Arithmetic.both("OR", left, and(), (a, b) -> a != 0 || b != 0 ? 1 : 0);
    }
    return left;
  }

  private Node and() {
    Node left = comparison();
    while (takes("AND") || takes("&&")) {
      left = Arithmetic.both("AND", left, comparison(), (a, b) -> a != 0 && b != 0 ? 1 : 0);
    }
    return left;
  }

  private Node comparison() {
    Node left = sum();
    DoubleBinaryOperator compare =
        switch (peek()) {
          case "==" -> (a, b) -> a == b ? 1 : 0;
          case "!=" -> (a, b) -> a != b ? 1 : 0;
          case "<=" -> (a, b) -> a <= b ? 1 : 0;
          case ">=" -> (a, b) -> a >= b ? 1 : 0;
          case "<" -> (a, b) -> a < b ? 1 : 0;
          case ">" -> (a, b) -> a > b ? 1 : 0;
          default -> (_, _) -> Double.NaN;
        };
    if (Set.of("==", "!=", "<=", ">=", "<", ">").contains(peek())) {
      return Arithmetic.both(take(), left, sum(), compare);
    }
    return left;
  }

  private Node sum() {
    Node left = product();
    while (true) {
      if (takes("+")) {
        left = Arithmetic.both("+", left, product(), Double::sum);
      } else if (takes("-")) {
        left = Arithmetic.both("-", left, product(), (a, b) -> a - b);
      } else {
        return left;
      }
    }
  }

  private Node product() {
    Node left = signed();
    while (true) {
      if (takes("*")) {
        left = Arithmetic.both("*", left, signed(), (a, b) -> a * b);
      } else if (takes("/")) {
        left = Arithmetic.both("/", left, signed(), (a, b) -> b == 0 ? Double.NaN : a / b);
      } else {
        return left;
      }
    }
  }

  private Node signed() {
    if (takes("-")) {
      return Arithmetic.each("-", signed(), value -> -value);
    }
    Node base = atom();
    return takes("^") ? Arithmetic.both("^", base, signed(), Math::pow) : base;
  }

  private Node atom() {
    String token = take();
    if (token.equals("(")) {
      Node inner = or();
      close("(", ")");
      return inner;
    }
    if (token.equals("[")) {
      return array();
    }
    if (Character.isDigit(token.charAt(0))) {
      double value = Double.parseDouble(token);
      return new Node(Shape.SCALAR, token, _ -> new Value.Scalar(value));
    }
    if (!Character.isLetter(token.charAt(0)) && token.charAt(0) != '_') {
      throw new ExpressionException("has " + token + ", which means nothing there");
    }
    return takes("(") ? call(token) : id(token);
  }

  private Node id(String id) {
    if (!ids.contains(id)) {
      throw new ExpressionException("uses " + id + ", which is not a known query's id");
    }
    used.add(id);
    return new Node(
        Shape.SERIES,
        id,
        scope -> {
          Value value = scope.values().get(id);
          if (value == null) {
            throw new IllegalStateException("no value for " + id);
          }
          return value;
        });
  }

  private Node array() {
    List<Node> items = new ArrayList<>();
    do {
      Node item = or();
      if (item.shape() == Shape.SCALAR) {
        throw new ExpressionException(
            "has " + item.text() + " in an array, which holds series only");
      }
      items.add(item);
    } while (takes(","));
    close("[", "]");
    return new Node(Shape.ARRAY, "[…]", scope -> new Value.Array(Arithmetic.series(items, scope)));
  }

  private Node call(String function) {
    List<Node> arguments = new ArrayList<>();
    if (!takes(")")) {
      do {
        arguments.add(argument());
      } while (takes(","));
      close("(", ")");
    }
    return Functions.call(function, arguments);
  }

  /** An argument: an expression, a text, or one of the words that some functions know. */
  private Node argument() {
    String token = peek();
    boolean alone = next + 1 < tokens.size() && Set.of(",", ")").contains(tokens.get(next + 1));
    if (alone
        && (Functions.WORDS.contains(token) || token.startsWith("'") || token.startsWith("\""))) {
      next++;
      return new Node(Shape.SCALAR, token, _ -> new Value.Scalar(Double.NaN));
    }
    int begin = next == 0 ? 0 : ends.get(next - 1);
    Node node = or();
    return new Node(
        node.shape(), text.substring(begin, ends.get(next - 1)).strip(), node.evaluation());
  }

  private void close(String opened, String closing) {
    if (!takes(closing)) {
      throw new ExpressionException("has a " + opened + ", which is never closed");
    }
  }

  private String peek() {
    return next < tokens.size() ? tokens.get(next) : "";
  }

  private boolean takes(String token) {
    if (peek().equals(token)) {
      next++;
      return true;
    }
    return false;
  }

  private String take() {
    if (next == tokens.size()) {
      throw new ExpressionException("ends too early");
    }
    return tokens.get(next++);
  }
}
