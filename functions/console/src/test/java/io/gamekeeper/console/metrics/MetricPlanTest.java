package io.gamekeeper.console.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;

final class MetricPlanTest {
  private static final Instant NOW = Instant.parse("2027-03-01T12:00:30Z");

  @ParameterizedTest
  @CsvSource({
    "60, PT1H, 60",
    "60, P1D, 60",
    "60, P3D, 300",
    "10, PT1H, 10",
    "10, PT4H, 60",
    "300, P14D, 900",
    "420, P16D, 1800",
    "60, P64D, 10800",
    "86400, PT1H, 86400",
    "1, PT20M, 1",
    "30, PT3H, 30",
    "60, P400D, 43200"
  })
  void aPeriodIsLengthenedUntilTheRangeFitsAndCloudWatchHasIt(
      int own, Duration range, int expected) {
    MetricPlan plan = plan(range, stat(own));

    assertThat(plan.periodSeconds()).isEqualTo(expected);
    assertThat(plan.queries().getFirst().metricStat().period()).isEqualTo(expected);
    assertThat(plan.coarser()).isEqualTo(expected > own);
  }

  @Test
  void rangesBeginAndEndWithAPeriodSoThatPagesAskTheSame() {
    MetricPlan plan = plan(Duration.ofHours(1), stat(300));
    MetricPlan later =
        MetricPlan.of(
            List.of(stat(300)), TimeRange.hourBefore(NOW.plusSeconds(100)), NOW.plusSeconds(100));

    assertThat(plan.from()).isEqualTo("2027-03-01T11:00:00Z");
    assertThat(plan.to()).isEqualTo("2027-03-01T12:05:00Z");
    assertThat(later).isEqualTo(plan);
  }

  @Test
  void manySeriesHaveFewerPointsEach() {
    MetricPlan plan =
        MetricPlan.of(
            Collections.nCopies(100, stat(60)),
            new TimeRange(NOW.minus(Duration.ofDays(1)), NOW),
            NOW);

    assertThat(plan.periodSeconds()).isEqualTo(300);
    assertThat(plan.coarser()).isTrue();
  }

  @Test
  void aSearchHasItsPeriodInItsText() {
    String search = "SUM(SEARCH('{Game,Service} MetricName=\"Calls\"', 'Sum', 60))";

    assertThat(plan(Duration.ofDays(7), expression(search)).queries().getFirst().expression())
        .isEqualTo("SUM(SEARCH('{Game,Service} MetricName=\"Calls\"', 'Sum', 600))");
    assertThat(plan(Duration.ofHours(1), expression(search)).queries())
        .containsExactly(expression(search));
  }

  @Test
  void anExpressionWithoutMetricsHasNoPeriodOfItsOwn() {
    MetricPlan plan = plan(Duration.ofHours(1), expression("TIME_SERIES(1)"));

    assertThat(plan.queries()).containsExactly(expression("TIME_SERIES(1)"));
    assertThat(plan.periodSeconds()).isEqualTo(60);
  }

  @Test
  void longHostileExpressionsAreReadInNoTime() {
    String hostile = "SEARCH('" + "a\\'".repeat(100_000);

    assertThat(plan(Duration.ofDays(7), expression(hostile)).queries())
        .containsExactly(expression(hostile));
  }

  @Test
  void aRangeIsOne() {
    assertThatThrownBy(() -> new TimeRange(NOW, NOW)).hasMessageContaining("before to");
    assertThatThrownBy(() -> new TimeRange(NOW.minus(Duration.ofDays(456)), NOW))
        .hasMessageContaining("455 days");
  }

  private static MetricPlan plan(Duration range, MetricDataQuery query) {
    return MetricPlan.of(List.of(query), new TimeRange(NOW.minus(range), NOW), NOW);
  }

  static MetricDataQuery stat(int period) {
    return MetricDataQuery.builder()
        .id("m")
        .metricStat(
            stat ->
                stat.metric(metric -> metric.namespace("Game").metricName("Calls"))
                    .stat("Sum")
                    .period(period))
        .build();
  }

  private static MetricDataQuery expression(String text) {
    return MetricDataQuery.builder().id("e").expression(text).build();
  }
}
