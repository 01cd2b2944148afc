package io.gamekeeper.console.metrics;

import io.gamekeeper.contract.GameMetric;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The units of metrics, as far as the contract says them: CloudWatch does not with its data. */
public final class Units {
  private static final String OWN = "Gamekeeper/";
  private static final String SAMPLE_COUNT = "SampleCount";

  private Units() {}

  /** Returns the unit of a statistic as CloudWatch spells it; null if it is not known. */
  public static @Nullable String of(String namespace, String metric, String statistic) {
    if (statistic.equals(SAMPLE_COUNT)) {
      return GameMetric.Unit.COUNT.unitName();
    }
    if (!namespace.startsWith(OWN)) {
      return null;
    }
    return Stream.of(GameMetric.values())
        .filter(known -> known.metricName().equals(metric))
        .findAny()
        .map(known -> known.unit().unitName())
        .orElse(null);
  }
}
