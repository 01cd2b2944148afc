package io.gamekeeper.local.aws.cloudwatch.math;

import io.gamekeeper.local.aws.cloudwatch.math.Expression.Node;
import io.gamekeeper.local.aws.cloudwatch.math.Expression.Shape;
import io.gamekeeper.local.aws.cloudwatch.math.Value.Array;
import io.gamekeeper.local.aws.cloudwatch.math.Value.Scalar;
import io.gamekeeper.local.aws.cloudwatch.math.Value.Series;
import java.util.List;

/**
 * {@code IF}, period by period. Where the condition is true and the second argument has no value,
 * the result is 0; where it is false and the third one has none, there is no result.
 */
final class Condition {
  private Condition() {}

  static Node of(List<Node> arguments) {
    Functions.given("IF", arguments, 2, 3);
    for (Node argument : arguments) {
      if (argument.shape() == Shape.ARRAY) {
        throw new ExpressionException("gives IF " + argument.text() + ", not a single series");
      }
    }
    boolean number = arguments.stream().allMatch(argument -> argument.shape() == Shape.SCALAR);
    return new Node(
        number ? Shape.SCALAR : Shape.SERIES,
        "IF",
        scope -> {
          int size = scope.grid().size();
          double[] condition = values(arguments.get(0), scope, size);
          double[] yes = values(arguments.get(1), scope, size);
          double[] no =
              arguments.size() < 3
                  ? Series.of(Double.NaN, size).values()
                  : values(arguments.get(2), scope, size);
          double[] result = new double[size];
          for (int i = 0; i < size; i++) {
            result[i] =
                Double.isNaN(condition[i])
                    ? Double.NaN
                    : condition[i] == 0 ? no[i] : Double.isNaN(yes[i]) ? 0 : yes[i];
          }
          return number ? new Scalar(size == 0 ? Double.NaN : result[0]) : new Series(result);
        });
  }

  private static double[] values(Node node, Scope scope, int size) {
    return switch (node.evaluate(scope)) {
      case Scalar(double value) -> Series.of(value, size).values();
      case Series(double[] all) -> all;
      case Array _ -> throw new IllegalStateException("IF takes single series");
    };
  }
}
