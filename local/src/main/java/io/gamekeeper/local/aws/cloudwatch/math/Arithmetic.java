package io.gamekeeper.local.aws.cloudwatch.math;

import io.gamekeeper.local.aws.cloudwatch.math.Expression.Node;
import io.gamekeeper.local.aws.cloudwatch.math.Expression.Shape;
import io.gamekeeper.local.aws.cloudwatch.math.Value.Array;
import io.gamekeeper.local.aws.cloudwatch.math.Value.Scalar;
import io.gamekeeper.local.aws.cloudwatch.math.Value.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/**
 * The operators. Where only one of two series has a value, the other one counts as 0; what cannot
 * be divided is dropped.
 */
final class Arithmetic {
  private Arithmetic() {}

  /** An operator between two values of any types. */
  static Node both(String sign, Node left, Node right, DoubleBinaryOperator operator) {
    Shape shape =
        left.shape() == Shape.ARRAY || right.shape() == Shape.ARRAY
            ? Shape.ARRAY
            : left.shape() == Shape.SERIES || right.shape() == Shape.SERIES
                ? Shape.SERIES
                : Shape.SCALAR;
    return new Node(
        shape,
        left.text() + " " + sign + " " + right.text(),
        scope -> combine(left.evaluate(scope), right.evaluate(scope), operator));
  }

  /** A function of each data point. */
  static Node each(String name, Node argument, DoubleUnaryOperator change) {
    return new Node(
        argument.shape(),
        name + argument.text(),
        scope ->
            switch (argument.evaluate(scope)) {
              case Scalar(double value) -> new Scalar(change.applyAsDouble(value));
              case Series series -> series.map(change);
              case Array(List<Series> all) ->
                  new Array(all.stream().map(series -> series.map(change)).toList());
            });
  }

  private static Value combine(Value left, Value right, DoubleBinaryOperator operator) {
    return switch (left) {
      case Scalar(double a) ->
          switch (right) {
            case Scalar(double b) -> new Scalar(operator.applyAsDouble(a, b));
            case Series b -> b.map(value -> operator.applyAsDouble(a, value));
            case Array(List<Series> all) -> each(all, b -> combine(left, b, operator));
          };
      case Series a ->
          switch (right) {
            case Scalar(double b) -> a.map(value -> operator.applyAsDouble(value, b));
            case Series b -> zip(a, b, operator);
            case Array(List<Series> all) -> each(all, b -> combine(a, b, operator));
          };
      case Array(List<Series> all) -> {
        if (right instanceof Array(List<Series> others)) {
          List<Series> pairs = new ArrayList<>();
          for (int i = 0; i < Math.min(all.size(), others.size()); i++) {
            pairs.add(zip(all.get(i), others.get(i), operator));
          }
          yield new Array(pairs);
        }
        yield each(all, a -> combine(a, right, operator));
      }
    };
  }

  private static Array each(List<Series> all, Function<Series, Value> combination) {
    return new Array(all.stream().map(series -> (Series) combination.apply(series)).toList());
  }

  private static Series zip(Series left, Series right, DoubleBinaryOperator operator) {
    double[] zipped = new double[left.values().length];
    for (int i = 0; i < zipped.length; i++) {
      double a = left.values()[i];
      double b = right.values()[i];
      zipped[i] =
          Double.isNaN(a) && Double.isNaN(b)
              ? Double.NaN
              : Value.finite(
                  operator.applyAsDouble(Double.isNaN(a) ? 0 : a, Double.isNaN(b) ? 0 : b));
    }
    return new Series(zipped);
  }

  /** The series of several parts, one after the other. */
  static List<Series> series(List<Node> nodes, Scope scope) {
    List<Series> all = new ArrayList<>();
    for (Node node : nodes) {
      switch (node.evaluate(scope)) {
        case Series one -> all.add(one);
        case Array(List<Series> several) -> all.addAll(several);
        case Scalar(double value) -> all.add(Series.of(value, scope.grid().size()));
      }
    }
    return all;
  }
}
