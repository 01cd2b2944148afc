package io.gamekeeper.local.aws.autoscaling.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the guide says of adjustment types, rounding and steps. */
final class AdjustmentTest {

  @ParameterizedTest
  @CsvSource({
    "ChangeInCapacity, 0, 3, 5, 8",
    "ChangeInCapacity, 0, 3, -2, 1",
    "ChangeInCapacity, 0, 3, 0, 3",
    "ExactCapacity, 0, 3, 5, 5",
    "ExactCapacity, 0, 3, 0, 0",
    "PercentChangeInCapacity, 0, 10, 10, 11",
    // 12.7 becomes 12, 0.67 becomes 1, -0.58 becomes -1, -6.67 becomes -6.
    "PercentChangeInCapacity, 0, 127, 10, 139",
    "PercentChangeInCapacity, 0, 67, 1, 68",
    "PercentChangeInCapacity, 0, 58, -1, 57",
    "PercentChangeInCapacity, 0, 667, -1, 661",
    "PercentChangeInCapacity, 0, 11, 30, 14",
    "PercentChangeInCapacity, 0, 14, -10, 13",
    "PercentChangeInCapacity, 0, 13, -30, 10",
    "PercentChangeInCapacity, 0, 0, 50, 0",
    // 25 % of 4 is 1, but at least 2 are added.
    "PercentChangeInCapacity, 2, 4, 25, 6",
    "PercentChangeInCapacity, 2, 4, -25, 2",
    "PercentChangeInCapacity, 1, 0, 20, 1",
    "PercentChangeInCapacity, 2, 4, 0, 4",
    "PercentChangeInCapacity, 2, 20, 25, 25",
  })
  void eachTypeRoundsAsTheGuideSays(
      String type, int magnitude, int capacity, int amount, int result) {
    Adjustment adjustment = new Adjustment(Adjustment.Type.of(type).orElseThrow(), magnitude);

    assertThat(adjustment.applied(capacity, amount)).isEqualTo(result);
  }

  /** The guide's example: a threshold of 50, steps at 60 and 70. */
  @ParameterizedTest
  @CsvSource({"0, 0", "9.9, 0", "10, 10", "19.9, 10", "20, 30", "1000, 30", "-1, none"})
  void aboveTheThresholdTheLowerBoundBelongsToAStep(double breach, String amount) {
    List<Step> steps =
        List.of(
            new Step(20, Double.POSITIVE_INFINITY, 30), new Step(0, 10, 0), new Step(10, 20, 10));

    assertThat(Step.problem(steps)).isEmpty();
    assertThat(amount(Step.of(steps, breach))).isEqualTo(amount);
  }

  /** The guide's example: a threshold of 50, steps at 40 and 30. */
  @ParameterizedTest
  @CsvSource({"0, 0", "-9.9, 0", "-10, -10", "-19.9, -10", "-20, -30", "-1000, -30", "1, none"})
  void belowTheThresholdTheUpperBoundBelongsToAStep(double breach, String amount) {
    List<Step> steps =
        List.of(
            new Step(-10, 0, 0),
            new Step(-20, -10, -10),
            new Step(Double.NEGATIVE_INFINITY, -20, -30));

    assertThat(Step.problem(steps)).isEmpty();
    assertThat(amount(Step.of(steps, breach))).isEqualTo(amount);
  }

  @Test
  void anInstanceAndItsReplacementCountOnce() {
    CurrentCapacity capacity =
        new CurrentCapacity(
            1,
            2,
            4,
            List.of(Duration.ofSeconds(90), Duration.ofSeconds(10), Duration.ofMinutes(5)),
            0,
            1,
            Instant.EPOCH);

    assertThat(capacity.warmedUp(Duration.ofMinutes(1))).isEqualTo(2);
    assertThat(capacity.isGrowing(Duration.ofMinutes(1))).isFalse();
    assertThat(capacity.withLeaving()).isEqualTo(3);
  }

  private static String amount(Optional<Step> step) {
    return step.map(found -> String.valueOf(found.amount())).orElse("none");
  }
}
