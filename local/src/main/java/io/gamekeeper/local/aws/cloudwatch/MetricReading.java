package io.gamekeeper.local.aws.cloudwatch;

import io.gamekeeper.local.aws.cloudwatch.math.Expression;
import io.gamekeeper.local.aws.cloudwatch.math.ExpressionException;
import io.gamekeeper.local.aws.cloudwatch.math.Grid;
import io.gamekeeper.local.aws.cloudwatch.math.Value;
import io.gamekeeper.local.observe.MetricName;
import io.gamekeeper.local.observe.MetricStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListMetricsResponse;
import software.amazon.awssdk.services.cloudwatch.model.Metric;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.MetricStat;
import software.amazon.awssdk.services.cloudwatch.model.ScanBy;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

/**
 * {@code GetMetricData} and {@code ListMetrics}.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html">GetMetricData</a>
 */
final class MetricReading {
  private static final int MOST_QUERIES = 500;

  /** The most data points in an answer. */
  private static final int MOST_POINTS = 100_800;

  private static final int PAGE_OF_METRICS = 500;

  private final MetricStore store;

  MetricReading(MetricStore store) {
    this.store = store;
  }

  GetMetricDataResponse data(GetMetricDataRequest request) {
    if (!request.startTime().isBefore(request.endTime())) {
      throw CloudWatchOperations.invalid("The parameter StartTime must be before EndTime.");
    }
    if (request.metricDataQueries().size() > MOST_QUERIES) {
      throw CloudWatchOperations.invalid(
          "The collection MetricDataQueries must not have a size greater than 500.");
    }
    MetricQueries queries = queries(request.metricDataQueries());
    Map<Duration, Map<String, List<Value.Series>>> byPeriod = new HashMap<>();
    List<MetricDataResult> results = new ArrayList<>();
    for (MetricQuery query : queries.all()) {
      if (query.returned()) {
        Grid grid = grid(request, period(queries, query));
        List<Value.Series> series =
            byPeriod
                .computeIfAbsent(grid.period(), _ -> queries.evaluate(store, grid))
                .getOrDefault(query.id(), List.of());
        List<String> labels = labels(query, series.size());
        for (int i = 0; i < series.size(); i++) {
          results.add(result(query, labels.get(i), grid, series.get(i), request.scanBy()));
        }
      }
    }
    return page(request, results);
  }

  private MetricQueries queries(List<MetricDataQuery> asked) {
    Set<String> ids = asked.stream().map(MetricDataQuery::id).collect(Collectors.toSet());
    try {
      return new MetricQueries(asked.stream().map(query -> query(query, ids)).toList());
    } catch (IllegalArgumentException e) {
      throw CloudWatchOperations.invalid(e.getMessage() + ".");
    }
  }

  private MetricQuery query(MetricDataQuery query, Set<String> ids) {
    boolean returned = !Boolean.FALSE.equals(query.returnData());
    MetricStat stat = query.metricStat();
    if (stat == null) {
      String text = Objects.requireNonNullElse(query.expression(), "");
      if (text.strip().startsWith(MetricSearch.BEGIN)) {
        MetricSearch search = MetricSearch.parse(text);
        return new MetricQuery.Search(
            query.id(),
            label(query, ""),
            returned,
            text,
            search.find(store),
            search.period(),
            search.statistic());
      }
      Set<String> others = new LinkedHashSet<>(ids);
      others.remove(query.id());
      try {
        return new MetricQuery.Formula(
            query.id(), label(query, text), returned, text, Expression.parse(text, others));
      } catch (ExpressionException e) {
        throw CloudWatchOperations.invalid(
            "Error in expression '%s': it %s.".formatted(query.id(), e.problem()));
      }
    }
    if (stat.period() < 1 || (stat.period() % 60 != 0 && stat.period() > 60)) {
      throw CloudWatchOperations.invalid(
          "The parameter Period must be 1, 5, 10, 20, 30, or a multiple of 60, not "
              + stat.period()
              + ".");
    }
    Metric metric = stat.metric();
    return new MetricQuery.Stat(
        query.id(),
        label(query, metric.metricName()),
        returned,
        new MetricName(metric.namespace(), metric.metricName(), dimensions(metric.dimensions())),
        Duration.ofSeconds(stat.period()),
        Statistic.of(stat.stat())
            .orElseThrow(
                () ->
                    CloudWatchOperations.invalid(
                        "The value " + stat.stat() + " for parameter Stat is not supported.")));
  }

  private static String label(MetricDataQuery query, String otherwise) {
    return Objects.requireNonNullElse(query.label(), otherwise);
  }

  private static Map<String, String> dimensions(List<Dimension> all) {
    Map<String, String> dimensions = new LinkedHashMap<>();
    all.forEach(dimension -> dimensions.put(dimension.name(), dimension.value()));
    return dimensions;
  }

  /** The period of a metric, or of all the metrics that an expression uses. */
  private static Duration period(MetricQueries queries, MetricQuery query) {
    Set<Duration> periods = new LinkedHashSet<>();
    collect(queries, query, periods);
    if (periods.isEmpty()) {
      queries.stats().forEach(stat -> periods.add(stat.period()));
    }
    if (periods.size() > 1) {
      throw CloudWatchOperations.invalid(
          "The expression '%s' uses metrics of different periods.".formatted(query.id()));
    }
    return periods.isEmpty() ? Duration.ofMinutes(1) : periods.iterator().next();
  }

  private static void collect(MetricQueries queries, MetricQuery query, Set<Duration> periods) {
    switch (query) {
      case MetricQuery.Stat stat -> periods.add(stat.period());
      case MetricQuery.Search own -> periods.add(own.period());
      case MetricQuery.Formula formula ->
          queries.all().stream()
              .filter(other -> formula.expression().ids().contains(other.id()))
              .forEach(other -> collect(queries, other, periods));
    }
  }

  private static Grid grid(GetMetricDataRequest request, Duration period) {
    long step = period.toSeconds();
    long start = Math.floorDiv(request.startTime().getEpochSecond(), step) * step;
    long size = Math.ceilDiv(request.endTime().getEpochSecond() - start, step);
    if (size > MOST_POINTS) {
      throw CloudWatchOperations.invalid(
          "The query would return %d data points; ask for a longer period.".formatted(size));
    }
    return new Grid(Instant.ofEpochSecond(start), period, Math.toIntExact(size));
  }

  /** One label per series: of a search's, by the values of its dimensions. */
  private static List<String> labels(MetricQuery query, int size) {
    return query instanceof MetricQuery.Search own
        ? own.found().stream()
            .map(metric -> String.join(" ", metric.dimensions().values()))
            .toList()
        : Collections.nCopies(size, query.label());
  }

  private static MetricDataResult result(
      MetricQuery query, String label, Grid grid, Value.Series series, ScanBy order) {
    List<Instant> timestamps = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < grid.size(); i++) {
      if (!Double.isNaN(series.values()[i])) {
        timestamps.add(grid.at(i));
        values.add(series.values()[i]);
      }
    }
    if (order != ScanBy.TIMESTAMP_ASCENDING) {
      Collections.reverse(timestamps);
      Collections.reverse(values);
    }
    return MetricDataResult.builder()
        .id(query.id())
        .label(label)
        .timestamps(timestamps)
        .values(values)
        .statusCode(StatusCode.COMPLETE)
        .build();
  }

  /** As many whole results as fit into an answer, and where the next one begins. */
  private static GetMetricDataResponse page(
      GetMetricDataRequest request, List<MetricDataResult> results) {
    int most =
        Math.min(MOST_POINTS, Objects.requireNonNullElse(request.maxDatapoints(), MOST_POINTS));
    int fit = 0;
    int points = 0;
    List<MetricDataResult> rest =
        CloudWatchOperations.Page.of(results, request.nextToken(), results.size()).items();
    while (fit < rest.size() && (fit == 0 || points + rest.get(fit).values().size() <= most)) {
      points += rest.get(fit++).values().size();
    }
    CloudWatchOperations.Page<MetricDataResult> page =
        CloudWatchOperations.Page.of(results, request.nextToken(), fit);
    return GetMetricDataResponse.builder()
        .metricDataResults(page.items())
        .nextToken(page.next())
        .build();
  }

  /** A metric's dimensions as the SDK has them. */
  static List<Dimension> dimensions(MetricName metric) {
    return metric.dimensions().entrySet().stream()
        .map(entry -> Dimension.builder().name(entry.getKey()).value(entry.getValue()).build())
        .toList();
  }

  ListMetricsResponse list(ListMetricsRequest request) {
    List<MetricName> found =
        store.names().stream()
            .filter(
                metric ->
                    (request.namespace() == null || metric.namespace().equals(request.namespace()))
                        && (request.metricName() == null
                            || metric.name().equals(request.metricName()))
                        && request.dimensions().stream()
                            .allMatch(
                                filter ->
                                    filter.value() == null
                                        ? metric.dimensions().containsKey(filter.name())
                                        : filter
                                            .value()
                                            .equals(metric.dimensions().get(filter.name()))))
            .toList();
    CloudWatchOperations.Page<MetricName> page =
        CloudWatchOperations.Page.of(found, request.nextToken(), PAGE_OF_METRICS);
    return ListMetricsResponse.builder()
        .metrics(
            page.items().stream()
                .map(
                    metric ->
                        Metric.builder()
                            .namespace(metric.namespace())
                            .metricName(metric.name())
                            .dimensions(dimensions(metric))
                            .build())
                .toList())
        .nextToken(page.next())
        .build();
  }
}
