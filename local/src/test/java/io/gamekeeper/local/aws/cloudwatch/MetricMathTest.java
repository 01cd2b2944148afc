package io.gamekeeper.local.aws.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MetricMathTest {
  private static final Set<String> IDS = Set.of("a", "b", "rate");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MAX([a, FILL(b, 0)])",
        "FILL(a, 0) + IF(FILL(b, 0) < 6, 6 - FILL(b, 0), 0)",
        "IF(a >= 5 AND b < 2, rate, 100)",
        "100 * a / b",
        "FILL(METRICS('m'), REPEAT)",
        "MAX(METRICS())",
        "SUM(a)"
      })
  void whatTheDocumentsHaveIsUnderstood(String expression) {
    assertThat(MetricMath.problem(expression, IDS)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          MAX([0, 6 - a])     | has 0 in an array
          SUM([a, 2 * 3])     | has 2 * 3 in an array
          MAX(a, 0)           | gives MAX 2 arguments
          FILL(a)             | gives FILL 1 arguments
          IF(a)               | gives IF 1 arguments
          a + gone            | uses gone, which is not a known query's id
          MAXIMUM([a])        | uses MAXIMUM, which is not a known function
          MAX([a, b           | which is never closed
          """)
  void whatTheyDoNotHaveIsFound(String expression, String problem) {
    assertThat(MetricMath.problem(expression, IDS))
        .hasValueSatisfying(found -> assertThat(found).contains(problem));
  }
}
