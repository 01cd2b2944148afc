package io.gamekeeper.console.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.console.alarms.AlarmQueries;
import io.gamekeeper.console.metrics.Graph;
import io.gamekeeper.console.metrics.MetricData;
import io.gamekeeper.console.metrics.MetricPlan;
import io.gamekeeper.console.metrics.Series;
import io.gamekeeper.console.metrics.TimeRange;
import io.gamekeeper.contract.StageNames;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.DashboardEntry;
import software.amazon.awssdk.services.cloudwatch.model.DescribeAlarmsResponse;
import software.amazon.awssdk.services.cloudwatch.model.ListDashboardsRequest;
import software.amazon.awssdk.services.cloudwatch.model.ListDashboardsResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;

/**
 * The stage's dashboards, as CloudWatch keeps them. Names may leave the stage's prefix out. Metrics
 * are read in one region; a widget of another says so in its messages.
 *
 * <p>Each method throws what the SDK throws; a {@code CloudWatchException} may be one that
 * throttles.
 */
public final class DashboardViews {
  /** A dashboard changes with a deployment; its widgets ask for it one by one. */
  private static final Duration BODY_REMEMBERED = Duration.ofSeconds(30);

  private static final int MOST_BODIES = 50;
  private static final int LONGEST_NAME = 255;
  private static final int MOST_POINTS = 60_000;
  private static final Set<String> REFUSALS =
      Set.of("ValidationError", "InvalidParameterValue", "InvalidParameterCombination");

  private final CloudWatchClient client;
  private final StageNames names;
  private final String region;
  private final MetricData data;
  private final InstantSource clock;
  private final Map<String, Remembered> bodies = new LinkedHashMap<>();

  private record Remembered(DashboardBody body, Instant at) {}

  /**
   * Creates views of a stage's dashboards.
   *
   * @param stage the stage's key
   * @param region the client's region, for instance {@code eu-central-1}
   */
  public DashboardViews(
      CloudWatchClient client, String stage, String region, MetricData data, InstantSource clock) {
    this.client = client;
    this.names = new StageNames(stage);
    this.region = region;
    this.data = data;
    this.clock = clock;
  }

  /** Lists the dashboards by name. */
  public DashboardList list() {
    List<DashboardList.Entry> found = new ArrayList<>();
    ListDashboardsRequest request =
        ListDashboardsRequest.builder().dashboardNamePrefix(names.prefix()).build();
    @Nullable String next;
    do {
      ListDashboardsResponse response = client.listDashboards(request);
      for (DashboardEntry entry : response.dashboardEntries()) {
        String name = entry.dashboardName();
        body(name)
            .ifPresent(
                body ->
                    found.add(
                        new DashboardList.Entry(
                            name, names.brief(name), entry.lastModified(), body.size())));
      }
      next = response.nextToken();
      request = request.toBuilder().nextToken(next).build();
    } while (next != null && !next.isEmpty());
    return new DashboardList(found);
  }

  /** Returns a dashboard to draw; empty if the stage has none of that name. */
  public Optional<DashboardLayout> layout(String name) {
    String whole = names.whole(name);
    return body(whole).map(body -> new DashboardLayout(whole, names.brief(whole), body.layout()));
  }

  /**
   * Returns the series of a widget; empty if the stage has no such dashboard, or the dashboard no
   * widget of metrics there.
   *
   * @param index of the widget in the dashboard's layout
   */
  public Optional<Graph> data(String name, int index, TimeRange range) {
    return body(names.whole(name))
        .flatMap(body -> body.metrics(index))
        .map(properties -> graph(properties, range));
  }

  private Graph graph(JsonNode properties, TimeRange range) {
    long seconds = Duration.between(range.from(), range.to()).toSeconds();
    int wholeRange = Math.toIntExact(Math.ceilDiv(Math.max(1, seconds), 60) * 60);
    WidgetQueries widget = WidgetQueries.of(properties, region, wholeRange);
    List<String> alarms = DashboardBody.alarms(properties);
    List<MetricDataQuery> queries =
        properties.path("metrics").isEmpty() && !alarms.isEmpty()
            ? ofAlarm(alarms.getFirst())
            : widget.queries();
    MetricPlan plan = MetricPlan.of(queries, range, clock.instant());
    Set<String> messages = new LinkedHashSet<>(widget.messages());
    if (plan.coarser()) {
      messages.add(
          "Drawn in periods of at least %d s, as the time is long: sums are of that period."
              .formatted(plan.periodSeconds()));
    }
    List<Series> series = List.of();
    try {
      MetricData.Answer answer = data.read(plan);
      messages.addAll(answer.messages());
      series = fitting(widget.series(answer.results()), messages);
    } catch (CloudWatchException e) {
      if (!isRefusal(e)) {
        throw e;
      }
      messages.add("CloudWatch refuses this widget: " + e.awsErrorDetails().errorMessage());
    }
    return new Graph(plan.from(), plan.to(), plan.periodSeconds(), series, List.copyOf(messages));
  }

  /** Tells whether CloudWatch says that the widget is wrong, and not the caller. */
  private static boolean isRefusal(AwsServiceException e) {
    return e.awsErrorDetails() != null
        && REFUSALS.contains(String.valueOf(e.awsErrorDetails().errorCode()));
  }

  /** Returns what an alarm watches, which a widget without metrics draws for it. */
  private List<MetricDataQuery> ofAlarm(String alarm) {
    DescribeAlarmsResponse response = client.describeAlarms(named -> named.alarmNames(alarm));
    return response.metricAlarms().stream()
        .findFirst()
        .map((MetricAlarm found) -> AlarmQueries.of(found))
        .orElse(List.of());
  }

  /** Returns the first series that an answer has room for. */
  private static List<Series> fitting(List<Series> series, Set<String> messages) {
    int points = 0;
    for (int i = 0; i < series.size(); i++) {
      points += series.get(i).times().size();
      if (points > MOST_POINTS) {
        messages.add(
            "Only %d of %d series are shown; ask for a shorter time.".formatted(i, series.size()));
        return series.subList(0, i);
      }
    }
    return series;
  }

  // ---------------------------------------------------------------- bodies

  /** Returns a body; empty if the stage has no dashboard of that whole name. */
  private Optional<DashboardBody> body(String name) {
    if (!names.owns(name) || name.length() > LONGEST_NAME) {
      return Optional.empty();
    }
    Optional<DashboardBody> known = recall(name);
    if (known.isPresent()) {
      return known;
    }
    String text;
    try {
      text = client.getDashboard(get -> get.dashboardName(name)).dashboardBody();
    } catch (CloudWatchException e) {
      if (e.statusCode() == 404) {
        return Optional.empty();
      }
      throw e;
    }
    DashboardBody body = DashboardBody.parse(text == null ? "" : text);
    remember(name, body);
    return Optional.of(body);
  }

  private synchronized Optional<DashboardBody> recall(String name) {
    Instant since = clock.instant().minus(BODY_REMEMBERED);
    return Optional.ofNullable(bodies.get(name))
        .filter(known -> known.at().isAfter(since))
        .map(Remembered::body);
  }

  private synchronized void remember(String name, DashboardBody body) {
    bodies.remove(name);
    bodies.put(name, new Remembered(body, clock.instant()));
    if (bodies.size() > MOST_BODIES) {
      bodies.remove(bodies.keySet().iterator().next());
    }
  }
}
