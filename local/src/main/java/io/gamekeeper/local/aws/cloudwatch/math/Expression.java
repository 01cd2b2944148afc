package io.gamekeeper.local.aws.cloudwatch.math;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** An expression that has been understood. */
public final class Expression {

  /** What kind of value a part of an expression results in. */
  enum Shape {
    SCALAR,
    SERIES,
    ARRAY
  }

  /**
   * A part of an expression.
   *
   * @param text as it stands there, for messages
   */
  record Node(Shape shape, String text, Function<Scope, Value> evaluation) {
    Value evaluate(Scope scope) {
      return evaluation.apply(scope);
    }
  }

  private final Node root;
  private final Set<String> ids;

  private Expression(Node root, Set<String> ids) {
    this.root = root;
    this.ids = Set.copyOf(ids);
  }

  /**
   * Reads an expression.
   *
   * @param ids the ids of the other queries
   * @throws ExpressionException if CloudWatch would refuse it, or the stage does not simulate it
   */
  public static Expression parse(String text, Set<String> ids) {
    ExpressionParser parser = new ExpressionParser(text, ids);
    Node root = parser.parse();
    if (root.shape() == Shape.SCALAR) {
      throw new ExpressionException(
          "results in a number; the result must be a time series or several");
    }
    return new Expression(root, parser.used());
  }

  /** The ids of the queries that it uses by name. */
  public Set<String> ids() {
    return ids;
  }

  /** Tells whether it results in several time series; no alarm can watch these. */
  public boolean several() {
    return root.shape() == Shape.ARRAY;
  }

  /** Returns the series that it results in. */
  public List<Value.Series> evaluate(Scope scope) {
    return switch (root.evaluate(scope)) {
      case Value.Series one -> List.of(one);
      case Value.Array array -> array.series();
      case Value.Scalar(double value) -> throw new IllegalStateException("a number: " + value);
    };
  }
}
