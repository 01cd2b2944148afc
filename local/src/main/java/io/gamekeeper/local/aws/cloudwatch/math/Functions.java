package io.gamekeeper.local.aws.cloudwatch.math;

import io.gamekeeper.local.aws.cloudwatch.math.Expression.Node;
import io.gamekeeper.local.aws.cloudwatch.math.Expression.Shape;
import io.gamekeeper.local.aws.cloudwatch.math.Value.Array;
import io.gamekeeper.local.aws.cloudwatch.math.Value.Scalar;
import io.gamekeeper.local.aws.cloudwatch.math.Value.Series;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The functions of metric math that the stage simulates. */
final class Functions {
  /** The words that stand in place of an argument. */
  static final Set<String> WORDS =
      Set.of("REPEAT", "LINEAR", "ASC", "DESC", "AVG", "MAX", "MIN", "SUM");

  /** Of CloudWatch's functions, those that need what the stage does not have. */
  private static final Set<String> NOT_SIMULATED =
      Set.of(
          "ANOMALY_DETECTION_BAND",
          "DB_PERF_INSIGHTS",
          "INSIGHT_RULE_METRIC",
          "LAMBDA",
          "SEARCH",
          "SERVICE_QUOTA");

  private static final Map<String, ToDoubleFunction<double[]>> AGGREGATES =
      Map.of(
          "AVG", values -> Arrays.stream(values).average().orElse(Double.NaN),
          "MAX", values -> Arrays.stream(values).max().orElse(Double.NaN),
          "MIN", values -> Arrays.stream(values).min().orElse(Double.NaN),
          "SUM", values -> values.length == 0 ? Double.NaN : Arrays.stream(values).sum(),
          "STDDEV", Functions::deviation);

  private static final Map<String, ToDoubleFunction<ZonedDateTime>> CLOCK =
      Map.of(
          "MINUTE", ZonedDateTime::getMinute,
          "HOUR", ZonedDateTime::getHour,
          "DAY", time -> time.getDayOfWeek().getValue(),
          "DATE", ZonedDateTime::getDayOfMonth,
          "MONTH", ZonedDateTime::getMonthValue,
          "YEAR", ZonedDateTime::getYear,
          "EPOCH", ZonedDateTime::toEpochSecond);

  private static final Set<String> OTHERS =
      Set.of(
          "ABS",
          "CEIL",
          "DATAPOINT_COUNT",
          "DIFF",
          "DIFF_TIME",
          "FILL",
          "FIRST",
          "FLOOR",
          "IF",
          "LAST",
          "LOG",
          "LOG10",
          "METRICS",
          "METRIC_COUNT",
          "PERIOD",
          "RATE",
          "REMOVE_EMPTY",
          "RUNNING_SUM",
          "SLICE",
          "SORT",
          "TIME_SERIES");

  private Functions() {}

  /**
   * A call.
   *
   * @throws ExpressionException if there is no such function, or its arguments are not these
   */
  static Node call(String name, List<Node> arguments) {
    if (AGGREGATES.containsKey(name)) {
      return aggregate(name, one(name, arguments), AGGREGATES.get(name));
    }
    if (CLOCK.containsKey(name)) {
      one(name, arguments);
      ToDoubleFunction<ZonedDateTime> part = CLOCK.get(name);
      return new Node(Shape.SERIES, name, scope -> ofTime(scope.grid(), part));
    }
    if (NOT_SIMULATED.contains(name)) {
      throw new ExpressionException("uses " + name + ", which the stage does not simulate");
    }
    if (!OTHERS.contains(name)) {
      throw new ExpressionException("uses " + name + ", which is not a known function");
    }
    return switch (name) {
      case "ABS" -> Arithmetic.each(name, one(name, arguments), Math::abs);
      case "CEIL" -> Arithmetic.each(name, one(name, arguments), Math::ceil);
      case "FLOOR" -> Arithmetic.each(name, one(name, arguments), Math::floor);
      case "LOG" -> Arithmetic.each(name, one(name, arguments), Math::log);
      case "LOG10" -> Arithmetic.each(name, one(name, arguments), Math::log10);
      case "DATAPOINT_COUNT" -> aggregate(name, one(name, arguments), values -> values.length);
      case "DIFF" -> steps(name, one(name, arguments), (value, before, _) -> value - before);
      case "DIFF_TIME" -> steps(name, one(name, arguments), (_, _, seconds) -> seconds);
      case "RATE" ->
          steps(name, one(name, arguments), (value, before, seconds) -> (value - before) / seconds);
      case "RUNNING_SUM" -> perSeries(name, one(name, arguments), Functions::runningSum);
      case "PERIOD" -> {
        one(name, arguments);
        yield new Node(Shape.SCALAR, name, scope -> new Scalar(scope.grid().period().toSeconds()));
      }
      case "TIME_SERIES" -> timeSeries(one(name, arguments));
      case "FILL" -> Filling.fill(arguments);
      case "IF" -> Condition.of(arguments);
      case "METRICS" -> metrics(arguments);
      default -> ofArray(name, arguments);
    };
  }

  private static Node one(String name, List<Node> arguments) {
    return given(name, arguments, 1, 1).getFirst();
  }

  /** Checks how many arguments there are. */
  static List<Node> given(String name, List<Node> arguments, int least, int most) {
    if (arguments.size() < least || arguments.size() > most) {
      throw new ExpressionException("gives " + name + " " + arguments.size() + " arguments");
    }
    return arguments;
  }

  /** A number for one series, a series for several. */
  private static Node aggregate(String name, Node argument, ToDoubleFunction<double[]> function) {
    if (argument.shape() == Shape.SCALAR) {
      throw new ExpressionException("gives " + name + " " + argument.text() + ", not a series");
    }
    return new Node(
        argument.shape() == Shape.ARRAY ? Shape.SERIES : Shape.SCALAR,
        name,
        scope ->
            switch (argument.evaluate(scope)) {
              case Series series -> new Scalar(function.applyAsDouble(series.present()));
              case Array(List<Series> all) ->
                  across(all, scope.grid().size(), function, name.equals("AVG"));
              case Scalar scalar -> scalar;
            });
  }

  /**
   * Period by period, over the series that have a value there.
   *
   * @param zeros whether those that have none count as 0
   */
  private static Series across(
      List<Series> all, int size, ToDoubleFunction<double[]> function, boolean zeros) {
    double[] result = new double[size];
    for (int i = 0; i < size; i++) {
      int period = i;
      double[] there =
          all.stream()
              .mapToDouble(series -> series.values()[period])
              .filter(value -> !Double.isNaN(value))
              .toArray();
      double[] taken = zeros ? Arrays.copyOf(there, all.size()) : there;
      result[i] = there.length == 0 ? Double.NaN : Value.finite(function.applyAsDouble(taken));
    }
    return new Series(result);
  }

  private static double deviation(double[] values) {
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    return Math.sqrt(
        Arrays.stream(values).map(value -> (value - mean) * (value - mean)).average().orElse(0));
  }

  private static Node perSeries(String name, Node argument, Function<Series, Series> change) {
    return new Node(
        argument.shape(),
        name,
        scope ->
            switch (argument.evaluate(scope)) {
              case Series series -> change.apply(series);
              case Array(List<Series> all) -> new Array(all.stream().map(change).toList());
              case Scalar scalar -> scalar;
            });
  }

  private static Series runningSum(Series series) {
    double[] sums = new double[series.values().length];
    double sum = 0;
    for (int i = 0; i < sums.length; i++) {
      double value = series.values()[i];
      sum += Double.isNaN(value) ? 0 : value;
      sums[i] = Double.isNaN(value) ? Double.NaN : sum;
    }
    return new Series(sums);
  }

  /** What is computed from a value, the one before it, and the seconds between them. */
  private interface Step {
    double of(double value, double before, double seconds);
  }

  private static Node steps(String name, Node argument, Step step) {
    return new Node(
        argument.shape(),
        name,
        scope -> {
          long seconds = scope.grid().period().toSeconds();
          return switch (argument.evaluate(scope)) {
            case Series series -> stepped(series, step, seconds);
            case Array(List<Series> all) ->
                new Array(all.stream().map(series -> stepped(series, step, seconds)).toList());
            case Scalar scalar -> scalar;
          };
        });
  }

  private static Series stepped(Series series, Step step, long seconds) {
    double[] result = new double[series.values().length];
    int before = -1;
    for (int i = 0; i < result.length; i++) {
      double value = series.values()[i];
      result[i] =
          before < 0 || Double.isNaN(value)
              ? Double.NaN
              : step.of(value, series.values()[before], (double) (i - before) * seconds);
      before = Double.isNaN(value) ? before : i;
    }
    return new Series(result);
  }

  private static Series ofTime(Grid grid, ToDoubleFunction<ZonedDateTime> part) {
    double[] values = new double[grid.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = part.applyAsDouble(grid.at(i).atZone(ZoneOffset.UTC));
    }
    return new Series(values);
  }

  private static Node timeSeries(Node argument) {
    return new Node(
        Shape.SERIES,
        "TIME_SERIES",
        scope ->
            switch (argument.evaluate(scope)) {
              case Scalar(double value) -> Series.of(value, scope.grid().size());
              case Series series -> series;
              case Array array -> array;
            });
  }

  private static Node metrics(List<Node> arguments) {
    String part =
        given("METRICS", arguments, 0, 1).isEmpty()
            ? ""
            : arguments.getFirst().text().replaceAll("^['\"]|['\"]$", "");
    return new Node(
        Shape.ARRAY,
        "METRICS()",
        scope ->
            new Array(
                scope.metrics().stream()
                    .filter(id -> id.contains(part))
                    .flatMap(
                        id ->
                            scope.values().get(id) instanceof Series series
                                ? Stream.of(series)
                                : Stream.of())
                    .toList()));
  }

  private static Node ofArray(String name, List<Node> arguments) {
    Node first = given(name, arguments, 1, 4).getFirst();
    if (first.shape() != Shape.ARRAY) {
      throw new ExpressionException(
          "gives " + name + " " + first.text() + ", which is not an array of time series");
    }
    Function<Scope, List<Series>> all = scope -> Arithmetic.series(List.of(first), scope);
    return switch (name) {
      case "FIRST" -> new Node(Shape.SERIES, name, scope -> end(all.apply(scope), scope, true));
      case "LAST" -> new Node(Shape.SERIES, name, scope -> end(all.apply(scope), scope, false));
      case "METRIC_COUNT" ->
          new Node(Shape.SCALAR, name, scope -> new Scalar(all.apply(scope).size()));
      case "REMOVE_EMPTY" ->
          new Node(
              Shape.ARRAY,
              name,
              scope ->
                  new Array(
                      all.apply(scope).stream()
                          .filter(series -> series.present().length > 0)
                          .toList()));
      case "SLICE" -> slice(given(name, arguments, 2, 3), all);
      case "SORT" -> sort(given(name, arguments, 3, 4), all);
      default -> throw new IllegalStateException(name);
    };
  }

  private static Series end(List<Series> all, Scope scope, boolean first) {
    return all.isEmpty()
        ? Series.of(Double.NaN, scope.grid().size())
        : first ? all.getFirst() : all.getLast();
  }

  private static Node slice(List<Node> arguments, Function<Scope, List<Series>> all) {
    return new Node(
        Shape.ARRAY,
        "SLICE",
        scope -> {
          List<Series> series = all.apply(scope);
          int from = Math.clamp(number(arguments.get(1), scope), 0, series.size());
          int to =
              arguments.size() < 3
                  ? series.size()
                  : Math.clamp(number(arguments.get(2), scope), from, series.size());
          return new Array(series.subList(from, to));
        });
  }

  private static Node sort(List<Node> arguments, Function<Scope, List<Series>> all) {
    ToDoubleFunction<double[]> by = AGGREGATES.get(arguments.get(1).text());
    String order = arguments.get(2).text();
    if (by == null || !Set.of("ASC", "DESC").contains(order)) {
      throw new ExpressionException(
          "sorts by %s %s; SORT takes one of %s and ASC or DESC"
              .formatted(arguments.get(1).text(), order, new TreeSet<>(AGGREGATES.keySet())));
    }
    return new Node(
        Shape.ARRAY,
        "SORT",
        scope -> {
          Comparator<Series> ascending =
              Comparator.comparingDouble(series -> by.applyAsDouble(series.present()));
          List<Series> series = all.apply(scope);
          int most = arguments.size() < 4 ? series.size() : number(arguments.get(3), scope);
          return new Array(
              series.stream()
                  .sorted(order.equals("ASC") ? ascending : ascending.reversed())
                  .limit(most)
                  .toList());
        });
  }

  private static int number(Node node, Scope scope) {
    return node.evaluate(scope) instanceof Scalar(double value) ? (int) value : 0;
  }
}
