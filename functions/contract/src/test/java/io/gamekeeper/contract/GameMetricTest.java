package io.gamekeeper.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class GameMetricTest {

  @Test
  void everyMetricSaysWhatItIs() {
    for (GameMetric metric : GameMetric.values()) {
      assertThat(metric.metricName()).matches("[A-Z][A-Za-z]+");
      assertThat(metric.meaning()).as(metric.metricName()).matches("[A-Z0-9].{15,}\\.");
      assertThat(metric.dimensionSets())
          .as(metric.metricName())
          .isNotEmpty()
          .doesNotHaveDuplicates();
      for (GameMetric.DimensionSet set : metric.dimensionSets()) {
        if (metric.source() == GameMetric.Source.LOG) {
          assertThat(set).isEqualTo(GameMetric.DimensionSet.NONE);
        } else {
          assertThat(set.dimensions()).startsWith(GameMetric.Dimension.SERVICE);
        }
      }
    }
    assertThat(GameMetric.Dimension.values()).allMatch(each -> each.bound().length() > 20);
  }

  @Test
  void theMetricsThatAreAskedForExistWithTheirUnits() {
    assertThat(Stream.of(GameMetric.values()).map(each -> each.metricName() + " " + each.unit()))
        .contains(
            "ConcurrentUsers COUNT",
            "NewPlayerRegistrations COUNT",
            "PlayerChurnRate PERCENT",
            "AverageSessionDuration SECONDS",
            "ServerTickRate COUNT_PER_SECOND",
            "AverageLatency MILLISECONDS",
            "PacketLossRate PERCENT",
            "MemoryUsage PERCENT",
            "TransactionVolume COUNT",
            "ARPU NONE",
            "PaymentSuccessRate PERCENT");
    assertThat(Stream.of(DerivedMetric.values()).map(DerivedMetric::metricName))
        .containsExactly(
            "ErrorRate", "ServerCrashRate", "EventRate", "EventSuccessRate", "ListenerErrorRate");
  }

  @Test
  void anExpressionUsesItsInputsAndNothingElse() {
    for (DerivedMetric metric : DerivedMetric.values()) {
      Set<String> words =
          Set.copyOf(List.of(metric.expression().replaceAll("[A-Z]+", "").split("[^a-z]+")));
      assertThat(metric.inputs())
          .extracting(DerivedMetric.Input::id)
          .allMatch(metric.expression()::contains);
      assertThat(words)
          .filteredOn(word -> !word.isEmpty())
          .allMatch(word -> metric.inputs().stream().anyMatch(input -> input.id().equals(word)));
    }
  }
}
