package io.gamekeeper.local.aws.cloudwatch.math;

import io.gamekeeper.local.aws.cloudwatch.math.Expression.Node;
import io.gamekeeper.local.aws.cloudwatch.math.Value.Array;
import io.gamekeeper.local.aws.cloudwatch.math.Value.Scalar;
import io.gamekeeper.local.aws.cloudwatch.math.Value.Series;
import java.util.List;
import java.util.function.UnaryOperator;

/** {@code FILL}: puts values where a series has none. */
final class Filling {
  private Filling() {}

  static Node fill(List<Node> arguments) {
    Functions.given("FILL", arguments, 2, 2);
    Node filled = arguments.get(0);
    Node by = arguments.get(1);
    return new Node(
        filled.shape(),
        "FILL",
        scope -> {
          UnaryOperator<Series> filling =
              switch (by.text()) {
                case "REPEAT" -> Filling::repeat;
                case "LINEAR" -> Filling::linear;
                default -> with(by.evaluate(scope), scope);
              };
          return switch (filled.evaluate(scope)) {
            case Series series -> filling.apply(series);
            case Array(List<Series> all) -> new Array(all.stream().map(filling).toList());
            case Scalar scalar -> scalar;
          };
        });
  }

  private static UnaryOperator<Series> with(Value filler, Scope scope) {
    double[] values =
        switch (filler) {
          case Scalar(double value) -> Series.of(value, scope.grid().size()).values();
          case Series(double[] all) -> all;
          case Array _ -> throw new IllegalStateException("FILL takes one filler");
        };
    return series -> {
      double[] result = series.values().clone();
      for (int i = 0; i < result.length; i++) {
        result[i] = Double.isNaN(result[i]) ? values[i] : result[i];
      }
      return new Series(result);
    };
  }

  private static Series repeat(Series series) {
    double[] result = series.values().clone();
    for (int i = 1; i < result.length; i++) {
      result[i] = Double.isNaN(result[i]) ? result[i - 1] : result[i];
    }
    return new Series(result);
  }

  private static Series linear(Series series) {
    double[] result = series.values().clone();
    int before = -1;
    for (int i = 0; i < result.length; i++) {
      if (Double.isNaN(result[i])) {
        continue;
      }
      for (int gap = before + 1; before >= 0 && gap < i; gap++) {
        double share = (double) (gap - before) / (i - before);
        result[gap] = result[before] + share * (result[i] - result[before]);
      }
      before = i;
    }
    return new Series(result);
  }
}
