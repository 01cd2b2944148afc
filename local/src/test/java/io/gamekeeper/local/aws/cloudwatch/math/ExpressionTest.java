package io.gamekeeper.local.aws.cloudwatch.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExpressionTest {
  private static final Map<String, String> VALUES =
      new TreeMap<>(
          Map.of(
              "metric1", "30 20 0 0",
              "metric2", "20 - 20 -",
              "flag", "1 1 0 0 -",
              "yes", "30 - 0 0 30",
              "no", "0 0 20 - 20",
              "a", "1 2 3 4",
              "b", "4 - 2 0",
              "gap", "- 2 - - 8"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          metric1 < metric2                    | 0 0 1 0
          metric1 >= 30                        | 1 0 0 0
          metric1 > 15 AND metric2 > 15        | 1 0 0 0
          IF(flag, yes, no)                    | 30 0 20 - -
          IF(flag, 5, no)                      | 5 5 20 - -
          IF(flag, yes, 5)                     | 30 0 5 5 -
          IF(metric1 > 15, metric1)            | 30 20 - -
          """)
  void theDocumentsExamplesResultInWhatTheyShow(String expression, String result) {
    assertThat(text(expression)).isEqualTo(result);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a + b * 2                            | 9 2 7 4
          a - b                                | -3 2 1 4
          100 * a / b                          | 25 - 150 -
          -a ^ 2                               | -1 -4 -9 -16
          (a + 1) * 2                          | 4 6 8 10
          FILL(gap, 0)                         | 0 2 0 0 8
          FILL(gap, REPEAT)                    | - 2 2 2 8
          FILL(gap, LINEAR)                    | - 2 4 6 8
          MAX([a, FILL(b, 0)])                 | 4 2 3 4
          SUM([a, b])                          | 5 2 5 4
          AVG([a, b])                          | 2.5 1 2.5 2
          MIN([a, b])                          | 1 2 2 0
          a - AVG(a)                           | -1.5 -0.5 0.5 1.5
          a / MAX(a)                           | 0.25 0.5 0.75 1
          SUM(METRICS('a'))                    | 2 5 3 4 8
          RATE(a)                              | - 0.016666666666666666 0.016666666666666666 0.016666666666666666
          DIFF(gap)                            | - - - - 6
          DIFF_TIME(gap)                       | - - - - 180
          RUNNING_SUM(a)                       | 1 3 6 10
          CEIL(a / 2)                          | 1 1 2 2
          a / PERIOD(a)                        | 0.016666666666666666 0.03333333333333333 0.05 0.06666666666666667
          TIME_SERIES(DATAPOINT_COUNT(b))      | 3 3 3 3
          MINUTE(a)                            | 0 1 2 3
          IF(HOUR(a) == 10 && a < 9, 1, 0)     | 1 1 1 1
          FIRST(SORT([a, b], SUM, DESC))       | 1 2 3 4
          LAST(SLICE([a, b], 0, 1))            | 1 2 3 4
          LOG(b)                               | 1.3862943611198906 - 0.6931471805599453 -
          """)
  void functionsAndOperatorsDoWhatTheDocumentsSay(String expression, String result) {
    assertThat(text(expression)).isEqualTo(result);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          MAX([0, 6 - a])              | has 0 in an array
          SUM([a, 2 * 3])              | has 2 * 3 in an array
          MAX(a, 0)                    | gives MAX 2 arguments
          FILL(a)                      | gives FILL 1 arguments
          IF(a)                        | gives IF 1 arguments
          a + gone                     | uses gone, which is not a known query's id
          MAXIMUM([a])                 | uses MAXIMUM, which is not a known function
          MAX([a, b                    | which is never closed
          SEARCH('{x} y', 'Sum')       | uses SEARCH, which the stage does not simulate
          ANOMALY_DETECTION_BAND(a, 2) | uses ANOMALY_DETECTION_BAND, which the stage does not simulate
          AVG(a)                       | results in a number
          1 + 1                        | results in a number
          a b                          | has b, which means nothing there
          a ~ b                        | has ~, which means nothing there
          a +                          | ends too early
          FIRST(a)                     | gives FIRST a, which is not an array
          SORT([a, b], 'x', DESC)      | sorts by
          """)
  void whatTheyDoNotHaveIsRefusedByName(String expression, String problem) {
    assertThatThrownBy(() -> Expression.parse(expression, VALUES.keySet()))
        .isInstanceOf(ExpressionException.class)
        .hasMessageContaining(problem);
  }

  private static String text(String expression) {
    Expression parsed = Expression.parse(expression, VALUES.keySet());
    int size =
        parsed.ids().stream()
            .mapToInt(id -> VALUES.getOrDefault(id, "").split(" ", -1).length)
            .max()
            .orElse(expression.contains("METRICS") ? 5 : 4);
    Grid grid = new Grid(Instant.parse("2026-11-21T10:00:00Z"), Duration.ofMinutes(1), size);
    Map<String, Value> values = new HashMap<>();
    VALUES.forEach((id, text) -> values.put(id, series(text, size)));
    return parsed.evaluate(new Scope(grid, values, List.copyOf(VALUES.keySet()))).stream()
        .map(ExpressionTest::text)
        .collect(Collectors.joining(" | "));
  }

  private static Value.Series series(String text, int size) {
    double[] values = new double[size];
    Arrays.fill(values, Double.NaN);
    String[] words = text.split(" ", -1);
    for (int i = 0; i < Math.min(size, words.length); i++) {
      values[i] = words[i].equals("-") ? Double.NaN : Double.parseDouble(words[i]);
    }
    return new Value.Series(values);
  }

  private static String text(Value.Series series) {
    return Arrays.stream(series.values())
        .mapToObj(
            value ->
                Double.isNaN(value)
                    ? "-"
                    : value == Math.rint(value)
                        ? Long.toString((long) value)
                        : Double.toString(value))
        .collect(Collectors.joining(" "));
  }
}
