package io.gamekeeper.local.aws.logs.insights;

import static io.gamekeeper.local.aws.logs.insights.Scanner.refused;
import static io.gamekeeper.local.aws.logs.insights.Scanner.shown;

import io.gamekeeper.local.aws.logs.insights.Scanner.Kind;
import io.gamekeeper.local.aws.logs.insights.Scanner.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads expressions. A comparison with a field that a row does not have is false, whatever the
 * comparison; {@code not} of it is true.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html">Boolean,
 *     comparison, numeric, datetime, and other functions</a>
 */
final class ExpressionParser {
  private final Scanner scanner;
  private final Scope scope;

  ExpressionParser(Scanner scanner, Scope scope) {
    this.scanner = scanner;
    this.scope = scope;
  }

  /** Reads an expression that has to be a condition. */
  Expression condition() {
    Token first = scanner.peek();
    Expression parsed = parse();
    if (!parsed.condition()) {
      throw new InsightsException(
          "has " + parsed.text() + " where it needs a condition",
          first.start(),
          first.start() + parsed.text().length());
    }
    return parsed;
  }

  Expression parse() {
    int start = scanner.peek().start();
    Expression left = and();
    while (scanner.takes("or")) {
      Expression one = condition(left, start);
      Expression other = condition(and(), start);
      left = condition(start, row -> one.holdsIn(row) || other.holdsIn(row));
    }
    return left;
  }

  private Expression and() {
    int start = scanner.peek().start();
    Expression left = not();
    while (scanner.takes("and")) {
      Expression one = condition(left, start);
      Expression other = condition(not(), start);
      left = condition(start, row -> one.holdsIn(row) && other.holdsIn(row));
    }
    return left;
  }

  private Expression not() {
    int start = scanner.peek().start();
    if (scanner.takes("not")) {
      Expression inner = condition(not(), start);
      return condition(start, row -> !inner.holdsIn(row));
    }
    return comparison();
  }

  private Expression condition(Expression expression, int start) {
    if (!expression.condition()) {
      throw new InsightsException(
          "has " + expression.text() + " where it needs a condition", start, end());
    }
    return expression;
  }

  private Expression comparison() {
    int start = scanner.peek().start();
    Expression left = sum();
    Token sign = scanner.peek();
    if (sign.kind() == Kind.SIGN) {
      IntPredicate holds =
          switch (sign.text()) {
            case "=" -> order -> order == 0;
            case "!=" -> order -> order != 0;
            case "<" -> order -> order < 0;
            case "<=" -> order -> order <= 0;
            case ">" -> order -> order > 0;
            case ">=" -> order -> order >= 0;
            default -> _ -> false;
          };
      if (List.of("=", "!=", "<", "<=", ">", ">=").contains(sign.text())) {
        scanner.take();
        Expression right = sum();
        return condition(start, row -> compares(left.in(row), right.in(row), holds));
      }
      if (scanner.takesSign("=~")) {
        return like(start, left, false);
      }
    }
    boolean negated = scanner.takes("not");
    if (scanner.takes("like")) {
      return like(start, left, negated);
    }
    if (scanner.takes("in")) {
      return in(start, left, negated);
    }
    if (negated) {
      Token next = scanner.peek();
      throw refused("has " + shown(next) + " after not, where it needs like or in", next);
    }
    return left;
  }

  private static boolean compares(
      @Nullable Object left, @Nullable Object right, IntPredicate holds) {
    return left != null && right != null && holds.test(Values.ORDER.compare(left, right));
  }

  private Expression like(int start, Expression left, boolean negated) {
    Pattern regex = scanner.takeRegex();
    if (regex == null) {
      Token text = scanner.take();
      if (text.kind() != Kind.TEXT) {
        throw refused(
            "has " + shown(text) + " after like, where it needs a text or a regular expression",
            text);
      }
      regex = Pattern.compile(Pattern.quote(text.text()));
    }
    Pattern pattern = regex;
    return condition(
        start,
        row -> {
          @Nullable Object value = left.in(row);
          return negated != (value != null && pattern.matcher(Values.text(value)).find());
        });
  }

  private Expression in(int start, Expression left, boolean negated) {
    scanner.takeSign("[");
    List<Expression> choices = new ArrayList<>();
    do {
      choices.add(sum());
    } while (scanner.takesSign(","));
    scanner.takeSign("]");
    return condition(
        start,
        row -> {
          @Nullable Object value = left.in(row);
          return negated
              != choices.stream().anyMatch(choice -> compares(value, choice.in(row), o -> o == 0));
        });
  }

  private Expression sum() {
    int start = scanner.peek().start();
    Expression left = product();
    while (true) {
      if (scanner.takesSign("+")) {
        left = arithmetic(start, left, product(), Double::sum);
      } else if (scanner.takesSign("-")) {
        left = arithmetic(start, left, product(), (a, b) -> a - b);
      } else {
        return left;
      }
    }
  }

  private Expression product() {
    int start = scanner.peek().start();
    Expression left = power();
    while (true) {
      if (scanner.takesSign("*")) {
        left = arithmetic(start, left, power(), (a, b) -> a * b);
      } else if (scanner.takesSign("/")) {
        left = arithmetic(start, left, power(), (a, b) -> a / b);
      } else if (scanner.takesSign("%")) {
        left = arithmetic(start, left, power(), (a, b) -> a % b);
      } else {
        return left;
      }
    }
  }

  private Expression power() {
    int start = scanner.peek().start();
    if (scanner.takesSign("-")) {
      return arithmetic(start, literal("0", Values.FALSE), power(), (a, b) -> a - b);
    }
    Expression base = atom();
    return scanner.takesSign("^") ? arithmetic(start, base, power(), Math::pow) : base;
  }

  private Expression atom() {
    Token token = scanner.take();
    return switch (token.kind()) {
      case NUMBER -> literal(token.text(), Double.parseDouble(token.text()));
      case TEXT -> literal(scanner.text(token.start(), token.end()), token.text());
      case QUOTED_NAME -> field(token);
      case NAME -> scanner.takesSign("(") ? call(token) : field(token);
      case SIGN -> {
        if (!token.isSign("(")) {
          throw refused("has " + token.text() + ", which means nothing there", token);
        }
        Expression inner = parse();
        scanner.takeSign(")");
        yield new Expression(
            inner.condition(), scanner.text(token.start(), end()), inner.evaluation());
      }
      case PERIOD, END -> throw refused("has " + shown(token) + " where it needs a value", token);
    };
  }

  /** The field of that name. */
  Expression field(Token name) {
    scope.check(name);
    return new Expression(false, name.text(), row -> row.get(name.text()));
  }

  private Expression call(Token name) {
    if (name.isKeyword("bin")) {
      return bin(name);
    }
    List<Expression> arguments = new ArrayList<>();
    if (!scanner.takesSign(")")) {
      do {
        arguments.add(parse());
      } while (scanner.takesSign(","));
      scanner.takeSign(")");
    }
    Functions.RowFunction function = Functions.find(name, arguments.size());
    return new Expression(
        function.condition(),
        scanner.text(name.start(), end()),
        row -> {
          List<@Nullable Object> values = new ArrayList<>();
          arguments.forEach(argument -> values.add(argument.in(row)));
          return function.body().apply(values);
        });
  }

  private Expression bin(Token name) {
    if (!scope.ofLines()) {
      throw refused("uses bin after stats, which leaves no @timestamp", name);
    }
    long millis = Periods.millis(scanner.take());
    scanner.takeSign(")");
    return new Expression(
        false, scanner.text(name.start(), end()), row -> Periods.floor(row.line().at(), millis));
  }

  private Expression arithmetic(
      int start, Expression left, Expression right, DoubleBinaryOperator operator) {
    return new Expression(
        false,
        scanner.text(start, end()),
        row -> {
          OptionalDouble one = Values.number(left.in(row));
          OptionalDouble other = Values.number(right.in(row));
          if (one.isEmpty() || other.isEmpty()) {
            return null;
          }
          double result = operator.applyAsDouble(one.getAsDouble(), other.getAsDouble());
          return Double.isFinite(result) ? (Object) result : null;
        });
  }

  private static Expression literal(String text, Object value) {
    return new Expression(false, text, _ -> value);
  }

  private Expression condition(int start, Function<Row, Boolean> holds) {
    return new Expression(
        true,
        scanner.text(start, end()),
        row -> Values.truth(Objects.requireNonNull(holds.apply(row))));
  }

  private int end() {
    return scanner.taken();
  }
}
