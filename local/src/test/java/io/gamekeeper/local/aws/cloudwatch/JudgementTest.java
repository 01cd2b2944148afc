package io.gamekeeper.local.aws.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CloudWatch's documented examples of missing data, and what follows from its rules. */
final class JudgementTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          3 | 0 - X - X | OK                | OK    | OK    | OK
          3 | 0 - - - - | OK                | OK    | OK    | OK
          3 | - - - - - | INSUFFICIENT_DATA | stays | ALARM | OK
          3 | 0 X X - X | ALARM             | ALARM | ALARM | ALARM
          3 | - - - - X | INSUFFICIENT_DATA | stays | ALARM | OK
          3 | X - - - - | ALARM             | stays | ALARM | OK
          3 | - - X - - | ALARM             | stays | ALARM | OK
          2 | 0 - X - X | ALARM             | ALARM | ALARM | ALARM
          2 | 0 0 X 0 X | ALARM             | ALARM | ALARM | ALARM
          2 | 0 - X - - | OK                | OK    | ALARM | OK
          2 | - - - - 0 | OK                | OK    | ALARM | OK
          2 | - - - - X | INSUFFICIENT_DATA | stays | ALARM | OK
          2 | - - - X - | ALARM             | stays | ALARM | OK
          """)
  void theDocumentsExamplesOfThreePeriods(
      int datapoints,
      String points,
      String missing,
      String ignore,
      String breaching,
      String notBreaching) {
    assertThat(
            Stream.of(
                    MissingData.MISSING,
                    MissingData.IGNORE,
                    MissingData.BREACHING,
                    MissingData.NOT_BREACHING)
                .map(how -> judge(points, datapoints, 3, how)))
        .containsExactly(missing, ignore, breaching, notBreaching);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 | 1 | - - X | ALARM
          1 | 1 | X - - | ALARM
          1 | 1 | X 0 - | OK
          5 | 5 | 0 0 X X X X X | ALARM
          5 | 5 | 0 X X X X 0 X | OK
          3 | 5 | 0 0 X 0 X 0 X | ALARM
          3 | 5 | X X X 0 0 0 X | OK
          """)
  void theNewestPointsCount(int datapoints, int periods, String points, String state) {
    assertThat(judge(points, datapoints, periods, MissingData.MISSING)).isEqualTo(state);
  }

  private static String judge(String points, int datapoints, int periods, MissingData missing) {
    double[] values =
        Arrays.stream(points.split(" "))
            .mapToDouble(
                point ->
                    switch (point) {
                      case "X" -> 2;
                      case "0" -> 0;
                      default -> Double.NaN;
                    })
            .toArray();
    return Judgement.of(values, value -> value > 1, datapoints, periods, missing)
        .state()
        .map(Enum::name)
        .orElse("stays");
  }
}
