package io.gamekeeper.console.metrics;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;

/** Single metrics by their names. */
public final class MetricViews {
  private static final String ID = "m1";

  private final MetricData data;
  private final InstantSource clock;

  /**
   * A statistic of a metric.
   *
   * @param namespace for instance {@code AWS/Lambda}
   * @param statistic as CloudWatch spells it: {@code Average}, {@code p99} …
   * @param periodSeconds 1, 5, 10, 20, 30 or whole minutes, at most a day
   */
  public record Metric(
      String namespace,
      String name,
      Map<String, String> dimensions,
      String statistic,
      int periodSeconds) {
    private static final Pattern STATISTIC =
        Pattern.compile(
            "Average|Minimum|Maximum|Sum|SampleCount|IQM"
                + "|(p|tm|tc|ts|wm)\\d{1,3}(\\.\\d{1,10})?|(TM|TC|TS|WM|PR)\\([\\d.%:]{1,40}\\)");
    private static final List<Integer> SHORT_PERIODS = List.of(1, 5, 10, 20, 30);
    private static final int MINUTE = 60;
    private static final int DAY = 86_400;
    private static final int LONGEST_NAME = 255;
    private static final int MOST_DIMENSIONS = 30;

    /**
     * Checks what CloudWatch would refuse.
     *
     * @throws IllegalArgumentException if it would; the message is for the caller
     */
    public Metric {
      dimensions = Map.copyOf(dimensions);
      require(named(namespace), "namespace has to have 1 to 255 characters");
      require(named(name), "name has to have 1 to 255 characters");
      require(dimensions.size() <= MOST_DIMENSIONS, "a metric has at most 30 dimensions");
      for (Map.Entry<String, String> dimension : dimensions.entrySet()) {
        require(
            named(dimension.getKey())
                && !dimension.getValue().isEmpty()
                && dimension.getValue().length() <= 1024,
            "a dimension is Name:Value");
      }
      require(
          STATISTIC.matcher(statistic).matches(),
          "statistic has to be one of CloudWatch's, for instance Average, Sum or p99");
      require(
          SHORT_PERIODS.contains(periodSeconds)
              || (periodSeconds > 0 && periodSeconds % MINUTE == 0 && periodSeconds <= DAY),
          "periodSeconds has to be 1, 5, 10, 20, 30 or a multiple of 60 up to 86400");
    }

    private static boolean named(String text) {
      return !text.isBlank() && text.length() <= LONGEST_NAME;
    }

    private static void require(boolean met, String message) {
      if (!met) {
        throw new IllegalArgumentException(message);
      }
    }
  }

  public MetricViews(MetricData data, InstantSource clock) {
    this.data = data;
    this.clock = clock;
  }

  /** Reads a metric: one series, empty if nothing was measured. */
  public Graph read(Metric metric, TimeRange range) {
    MetricPlan plan = MetricPlan.of(List.of(query(metric)), range, clock.instant());
    MetricData.Answer answer = data.read(plan);
    List<Series> series = new ArrayList<>();
    for (MetricData.Result result : answer.results()) {
      series.add(
          new Series(
              result.id(),
              result.label(),
              Units.of(metric.namespace(), metric.name(), metric.statistic()),
              "left",
              null,
              result.times(),
              result.values()));
    }
    return new Graph(plan.from(), plan.to(), plan.periodSeconds(), series, answer.messages());
  }

  private static MetricDataQuery query(Metric metric) {
    List<Dimension> dimensions =
        new TreeMap<>(metric.dimensions())
            .entrySet().stream()
                .map(
                    dimension ->
                        Dimension.builder()
                            .name(dimension.getKey())
                            .value(dimension.getValue())
                            .build())
                .toList();
    return MetricDataQuery.builder()
        .id(ID)
        .metricStat(
            stat ->
                stat.metric(
                        named ->
                            named
                                .namespace(metric.namespace())
                                .metricName(metric.name())
                                .dimensions(dimensions))
                    .stat(metric.statistic())
                    .period(metric.periodSeconds()))
        .build();
  }
}
