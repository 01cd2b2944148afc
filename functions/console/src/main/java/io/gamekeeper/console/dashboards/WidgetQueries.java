package io.gamekeeper.console.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.gamekeeper.console.metrics.MetricData;
import io.gamekeeper.console.metrics.Series;
import io.gamekeeper.console.metrics.Units;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;

/**
 * What a widget draws, as queries, and how each result looks. A metric is an array: namespace,
 * name, then names and values of dimensions, then options; {@code "."} stands for the field of the
 * metric before, {@code "..."} for as many fields as are missing.
 */
final class WidgetQueries {
  private static final String SAME = ".";
  private static final String SAME_ALL = "...";
  private static final String DEFAULT_STATISTIC = "Average";
  private static final Pattern ID = Pattern.compile("[a-z][a-zA-Z0-9_]{0,254}");

  /** Namespace, name, and 30 dimensions. */
  private static final int MOST_FIELDS = 62;

  /** An expression that finds metrics by itself, so that it needs a period. */
  private static final Pattern FINDS_METRICS =
      Pattern.compile("\\b(SEARCH|SELECT|DB_PERF_INSIGHTS)\\b", Pattern.CASE_INSENSITIVE);

  private final JsonNode properties;
  private final String region;
  private final int period;
  private final String statistic;
  private final List<MetricDataQuery> queries = new ArrayList<>();
  private final Map<String, Look> looks = new HashMap<>();
  private final Set<String> messages = new LinkedHashSet<>();
  private final Set<String> taken = new HashSet<>();
  private List<String> before = List.of();

  /** How the results of a query look. */
  private record Look(@Nullable String unit, String axis, @Nullable String color) {}

  private WidgetQueries(JsonNode properties, String region, int wholeRange) {
    this.properties = properties;
    this.region = region;
    this.period =
        properties.path("setPeriodToTimeRange").asBoolean()
            ? wholeRange
            : DashboardBody.period(properties, 300);
    this.statistic = statistic(properties, DEFAULT_STATISTIC);
  }

  /**
   * Reads a widget's metrics.
   *
   * @param region in which metrics can be read
   * @param wholeRange the length of the range that is shown, in seconds
   */
  static WidgetQueries of(JsonNode properties, String region, int wholeRange) {
    WidgetQueries read = new WidgetQueries(properties, region, wholeRange);
    for (JsonNode metric : properties.path("metrics")) {
      read.taken.add(options(metric).path("id").asText());
    }
    for (JsonNode metric : properties.path("metrics")) {
      read.add(metric);
    }
    return read;
  }

  /** Returns the queries, as many as one call takes. */
  List<MetricDataQuery> queries() {
    return queries;
  }

  /** Returns what could not be read, in sentences. */
  List<String> messages() {
    return List.copyOf(messages);
  }

  /** Returns results as series, each with an id of its own. */
  List<Series> series(List<MetricData.Result> results) {
    Map<String, Integer> seen = new HashMap<>();
    Map<String, Long> found = new HashMap<>();
    results.forEach(result -> found.merge(result.id(), 1L, Long::sum));
    List<Series> series = new ArrayList<>();
    for (MetricData.Result result : results) {
      int number = seen.merge(result.id(), 1, Integer::sum);
      Look look = looks.getOrDefault(result.id(), new Look(null, "left", null));
      series.add(
          new Series(
              number == 1 ? result.id() : result.id() + "-" + number,
              result.label(),
              look.unit(),
              look.axis(),
              // Lines that a search found would all have one color.
              found.getOrDefault(result.id(), 1L) > 1 ? null : look.color(),
              result.times(),
              result.values()));
    }
    return series;
  }

  private void add(JsonNode metric) {
    JsonNode options = options(metric);
    @Nullable String expression = DashboardBody.text(options, "expression");
    List<String> fields = expression == null ? fields(metric) : List.of();
    if (expression == null) {
      before = fields;
    }
    if (!isReadable(options, expression, fields)) {
      return;
    }
    if (queries.size() == MetricData.MOST_QUERIES) {
      messages.add("Only the first 500 metrics are shown.");
      return;
    }
    String id = id(options);
    MetricDataQuery.Builder query =
        MetricDataQuery.builder()
            .id(id)
            .label(DashboardBody.text(options, "label"))
            .returnData(!options.has("visible") || options.path("visible").asBoolean());
    @Nullable String unit = null;
    if (expression != null) {
      query.expression(expression);
      if (FINDS_METRICS.matcher(expression).find()) {
        query.period(DashboardBody.period(options, period));
      }
    } else {
      String stat = statistic(options, statistic);
      unit = Units.of(fields.get(0), fields.get(1), stat);
      query.metricStat(
          read ->
              read.metric(
                      named ->
                          named
                              .namespace(fields.get(0))
                              .metricName(fields.get(1))
                              .dimensions(dimensions(fields)))
                  .stat(stat)
                  .period(DashboardBody.period(options, period)));
    }
    queries.add(query.build());
    looks.put(
        id, new Look(unit, DashboardBody.side(options), DashboardBody.text(options, "color")));
  }

  private boolean isReadable(JsonNode options, @Nullable String expression, List<String> fields) {
    String where =
        Objects.requireNonNullElse(
            DashboardBody.text(options, "region"),
            Objects.requireNonNullElse(DashboardBody.text(properties, "region"), region));
    if (!where.equals(region)) {
      messages.add(
          "Metrics of the region "
              + where
              + " are shown in CloudWatch only: this page reads "
              + region
              + ".");
      return false;
    }
    if (options.has("accountId") || properties.has("accountId")) {
      messages.add("Metrics of other accounts are shown in CloudWatch only.");
      return false;
    }
    if (expression == null
        && (fields.size() < 2
            || fields.size() % 2 != 0
            || fields.size() > MOST_FIELDS
            || fields.stream().anyMatch(String::isEmpty))) {
      messages.add("A metric of this widget is not written as CloudWatch takes it.");
      return false;
    }
    return true;
  }

  private static JsonNode options(JsonNode metric) {
    JsonNode last = metric.isArray() ? metric.path(metric.size() - 1) : metric;
    return last.isObject() ? last : MissingNode.getInstance();
  }

  /** Returns a metric's fields, with those of the metric before in place of dots. */
  private List<String> fields(JsonNode metric) {
    List<String> written = new ArrayList<>();
    for (JsonNode field : metric) {
      if (field.isValueNode()) {
        written.add(field.asText());
      }
    }
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < written.size() && fields.size() <= MOST_FIELDS; i++) {
      String field = written.get(i);
      if (field.equals(SAME_ALL)) {
        int end = before.size() - (written.size() - i - 1);
        while (fields.size() < end) {
          fields.add(before.get(fields.size()));
        }
      } else if (field.equals(SAME)) {
        fields.add(fields.size() < before.size() ? before.get(fields.size()) : "");
      } else {
        fields.add(field);
      }
    }
    return fields;
  }

  private static List<Dimension> dimensions(List<String> fields) {
    List<Dimension> dimensions = new ArrayList<>();
    for (int i = 2; i < fields.size(); i += 2) {
      dimensions.add(Dimension.builder().name(fields.get(i)).value(fields.get(i + 1)).build());
    }
    return dimensions;
  }

  private static String statistic(JsonNode options, String otherwise) {
    return Objects.requireNonNullElse(DashboardBody.text(options, "stat"), otherwise);
  }

  /** Returns the metric's own id, or one that no other has: queries need one, metrics do not. */
  private String id(JsonNode options) {
    String own = options.path("id").asText();
    if (ID.matcher(own).matches() && !looks.containsKey(own)) {
      return own;
    }
    int number = queries.size();
    while (taken.contains("q" + number)) {
      number++;
    }
    taken.add("q" + number);
    return "q" + number;
  }
}
