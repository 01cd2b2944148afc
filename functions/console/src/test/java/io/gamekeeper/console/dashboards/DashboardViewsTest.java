package io.gamekeeper.console.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gamekeeper.console.FakeCloudWatch;
import io.gamekeeper.console.metrics.Graph;
import io.gamekeeper.console.metrics.MetricData;
import io.gamekeeper.console.metrics.Series;
import io.gamekeeper.console.metrics.TimeRange;
import io.gamekeeper.testing.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;

final class DashboardViewsTest {
  private static final String NAME = "gamekeeper-dev-Board";

  private final VirtualTime time = new VirtualTime();
  private final FakeCloudWatch cloudWatch = new FakeCloudWatch();
  private final DashboardViews views =
      new DashboardViews(cloudWatch, "dev", "eu-central-1", new MetricData(cloudWatch, time), time);

  private void board(String... widgets) {
    cloudWatch.bodies.put(
        NAME, ("{'widgets': [" + String.join(",", widgets) + "]}").replace('\'', '"'));
  }

  private static String metric(String properties) {
    return "{'type': 'metric', 'properties': {" + properties + "}}";
  }

  private Graph draw(String properties) {
    board(metric(properties));
    return data(0, Duration.ofHours(1));
  }

  private Graph data(int index, Duration range) {
    return views
        .data("Board", index, new TimeRange(time.instant().minus(range), time.instant()))
        .orElseThrow();
  }

  private List<MetricDataQuery> asked() {
    return cloudWatch.reads.getLast().metricDataQueries();
  }

  private static String text(MetricDataQuery query) {
    return query.metricStat().metric().namespace()
        + "/"
        + query.metricStat().metric().metricName()
        + query.metricStat().metric().dimensions().stream()
            .map(dimension -> dimension.name() + "=" + dimension.value())
            .collect(Collectors.joining(",", "{", "}"));
  }

  // ---------------------------------------------------------------- lists and layouts

  @Test
  void theStagesDashboardsAreListed() {
    board(metric(""), metric(""));
    for (String other : List.of("gamekeeper-prod-Board", "gamekeeper-dev-B", "gamekeeper-dev-C")) {
      cloudWatch.bodies.put(other, "{\"widgets\": []}");
    }

    assertThat(views.list().dashboards())
        .extracting(
            DashboardList.Entry::name, DashboardList.Entry::title, DashboardList.Entry::widgets)
        .containsExactly(
            tuple(NAME, "Board", 2),
            tuple("gamekeeper-dev-B", "B", 0),
            tuple("gamekeeper-dev-C", "C", 0));
    assertThat(views.layout("gamekeeper-prod-Board")).isEmpty();
    assertThat(views.layout("Gone")).isEmpty();
    assertThat(views.data("Gone", 0, TimeRange.hourBefore(time.instant()))).isEmpty();
  }

  @Test
  void aLayoutHasWhatIsDrawnWithoutTheData() {
    board(
        """
        {'type': 'alarm', 'x': 0, 'y': 0, 'width': 24, 'height': 3, 'properties': {'title': 'Alarms',
         'alarms': ['arn:aws:cloudwatch:eu-central-1:123456789012:alarm:gamekeeper-dev-<b>x</b>']}}
        """,
        """
        {'type': 'text', 'y': 3, 'properties': {'markdown': '## Head <script>'}}
        """,
        """
        {'type': 'metric', 'x': 8, 'y': 9, 'width': 8, 'height': 6, 'properties': {
          'title': 'Latency', 'view': 'timeSeries', 'stacked': true, 'period': 60,
          'metrics': [['A', 'b']],
          'yAxis': {'left': {'min': 0, 'label': 's', 'showUnits': false}},
          'annotations': {
            'horizontal': [{'value': 1, 'label': 'limit', 'color': '#d13212', 'yAxis': 'right'},
                           [{'value': 2, 'label': 'low'}, {'value': 3, 'label': 'high'}]],
            'vertical': [{'value': '2026-11-21T10:00:00Z', 'label': 'release', 'fill': 'after'},
                         {'value': 'yesterday'}],
            'alarms': ['arn:aws:cloudwatch:eu-central-1:123456789012:alarm:a']}}}
        """,
        "{'type': 'log', 'properties': {'query': 'SOURCE x'}}",
        "{'type': 'explorer', 'properties': {}}");

    DashboardLayout layout = views.layout("Board").orElseThrow();

    assertThat(layout.name()).isEqualTo(NAME);
    assertThat(layout.title()).isEqualTo("Board");
    assertThat(layout.widgets())
        .extracting(Widget::index, Widget::type, Widget::supported)
        .containsExactly(
            tuple(0, "alarm", true),
            tuple(1, "text", true),
            tuple(2, "metric", true),
            tuple(3, "log", false),
            tuple(4, "explorer", false));
    assertThat(layout.widgets().get(0).alarms()).containsExactly("gamekeeper-dev-<b>x</b>");
    assertThat(layout.widgets().get(1).markdown()).isEqualTo("## Head <script>");
    Widget graph = layout.widgets().get(2);
    assertThat(graph.stacked()).isTrue();
    assertThat(graph.periodSeconds()).isEqualTo(60);
    assertThat(graph.yAxis()).isEqualTo(new Widget.Axes(new Widget.Axis("s", 0.0, null), null));
    assertThat(graph.annotations())
        .containsExactly(
            new Widget.Annotation("limit", 1, "#d13212", null, "right"),
            new Widget.Annotation("low", 2, null, "between", "left"),
            new Widget.Annotation("high", 3, null, null, "left"),
            new Widget.Annotation("release", 1795255200, null, "after", "time"));
    assertThat(graph.alarms()).containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no JSON", "[]", "{}", "{\"widgets\": 5}", "{\"widgets\""})
  void aBodyThatCannotBeReadSaysSo(String body) {
    cloudWatch.bodies.put(NAME, body);

    assertThat(views.layout("Board").orElseThrow().widgets())
        .singleElement()
        .satisfies(
            widget -> {
              assertThat(widget.supported()).isFalse();
              assertThat(widget.note()).startsWith("The dashboard's body");
            });
    assertThat(views.data("Board", 0, TimeRange.hourBefore(time.instant()))).isEmpty();
  }

  @Test
  void hostileWidgetsAreReadAsFarAsTheyMakeSense() {
    board(
        "null",
        "[]",
        "'text'",
        "{'type': 'metric'}",
        "{'type': 'metric', 'x': -5, 'y': 1e99, 'width': 999, 'height': 'tall', 'properties': []}",
        metric(
            "'metrics': [[], ['A'], [{}], 5, null, ['.', '.'], ['...'], ['A','b','c'],"
                + " [['nested']], {'expression': ''}], 'period': -3, 'stat': 7, 'view': {}"),
        metric(
            "'metrics': [['A', 'b', {'period': 1e12, 'stat': '', 'id': '1 bad', 'label': 3}]],"
                + " 'annotations': {'horizontal': [[], [1,2], {'value': 'x'}, null]}, 'yAxis': []"));

    List<Widget> widgets = views.layout("Board").orElseThrow().widgets();
    assertThat(widgets).hasSize(7);
    assertThat(widgets.get(4)).extracting(Widget::x, Widget::width).containsExactly(0, 24);
    for (int i = 3; i < 7; i++) {
      data(i, Duration.ofHours(1));
    }
    assertThat(data(5, Duration.ofHours(1)).messages())
        .containsExactly("A metric of this widget is not written as CloudWatch takes it.");
    assertThat(asked())
        .singleElement()
        .satisfies(
            query -> {
              assertThat(query.id()).isEqualTo("q0");
              assertThat(query.metricStat().stat()).isEqualTo("Average");
            });
  }

  @Test
  void hugeBodiesAreCut() {
    board(IntStream.range(0, 2_000).mapToObj(_ -> "{'type': 'text'}").toArray(String[]::new));
    assertThat(views.layout("Board").orElseThrow().widgets()).hasSize(500);

    time.advance(Duration.ofMinutes(1));
    Graph graph =
        draw(
            "'metrics': ["
                + IntStream.range(0, 2_000)
                    .mapToObj(i -> "['A', 'b" + i + "']")
                    .collect(Collectors.joining(","))
                + "]");
    assertThat(asked()).hasSize(500);
    assertThat(graph.messages()).contains("Only the first 500 metrics are shown.");

    time.advance(Duration.ofMinutes(1));
    cloudWatch.bodies.put(NAME, "{\"widgets\": " + "[".repeat(100_000));
    assertThat(views.layout("Board").orElseThrow().widgets()).hasSize(1);
  }

  // ---------------------------------------------------------------- data

  @Test
  void dotsStandForTheFieldsOfTheMetricBefore() {
    draw(
        """
        'stat': 'Sum', 'period': 60, 'metrics': [
          ['Game', 'Calls', 'Service', 'a', 'Zone', '1'],
          ['.', 'Faults', '.', '.', '.', '2', {'stat': 'p99', 'period': 300}],
          ['...', '3'],
          [{'expression': 'SUM(METRICS())', 'label': 'all', 'id': 'e'}],
          ['...', 'b', '.', '.'],
          ['Other', 'Plain']]
        """);

    assertThat(asked().stream().filter(query -> query.metricStat() != null))
        .extracting(DashboardViewsTest::text)
        .containsExactly(
            "Game/Calls{Service=a,Zone=1}",
            "Game/Faults{Service=a,Zone=2}",
            "Game/Faults{Service=a,Zone=3}",
            "Game/Faults{Service=b,Zone=3}",
            "Other/Plain{}");
    assertThat(asked().get(0).metricStat().stat()).isEqualTo("Sum");
    assertThat(asked().get(0).metricStat().period()).isEqualTo(60);
    assertThat(asked().get(1).metricStat().stat()).isEqualTo("p99");
    assertThat(asked().get(1).metricStat().period()).isEqualTo(300);
    assertThat(asked().get(3).expression()).isEqualTo("SUM(METRICS())");
  }

  @Test
  void seriesLookAsTheWidgetSays() {
    Graph graph =
        draw(
            """
            'metrics': [
              ['Gamekeeper/dev', 'SlowQueries', {'id': 'm1', 'visible': false}],
              ['Gamekeeper/dev', 'SlowQueries', {'label': '<i>slow</i> ${LAST}', 'yAxis': 'right',
                'color': '#123456'}],
              ['A', 'b'],
              [{'expression': 'm1 * 2', 'id': 'q1'}]]
            """);

    assertThat(graph.series())
        .extracting(Series::id, Series::label, Series::unit, Series::axis, Series::color)
        .containsExactly(
            tuple("q2", "<i>slow</i> ${LAST}", "Count", "right", "#123456"),
            tuple("q3", "made by CloudWatch", null, "left", null),
            tuple("q1", "made by CloudWatch", null, "left", null));
    assertThat(asked().getFirst().returnData()).isFalse();
  }

  @Test
  void aSearchHasSeveralSeries() {
    cloudWatch.results =
        query ->
            IntStream.range(0, 3)
                .mapToObj(
                    i ->
                        MetricDataResult.builder()
                            .id(query.id())
                            .label("found " + i)
                            .timestamps(Instant.EPOCH)
                            .values(1.0)
                            .statusCode(StatusCode.COMPLETE)
                            .build())
                .toList();

    Graph graph =
        draw(
            "'period': 60, 'metrics': [[{'color': '#fff', 'expression':"
                + " 'SEARCH(\\u0027{Game,Service} Calls\\u0027, \\u0027Sum\\u0027)'}]]");

    assertThat(graph.series())
        .extracting(Series::id, Series::label, Series::color)
        .containsExactly(
            tuple("q0", "found 0", null),
            tuple("q0-2", "found 1", null),
            tuple("q0-3", "found 2", null));
    assertThat(asked().getFirst().period()).isEqualTo(60);
  }

  @Test
  void aLongTimeIsDrawnInLongerPeriodsAndSaysSo() {
    board(metric("'period': 60, 'metrics': [['A', 'b']]"));

    assertThat(data(0, Duration.ofDays(1)).messages()).isEmpty();
    Graph week = data(0, Duration.ofDays(7));
    assertThat(week.periodSeconds()).isEqualTo(600);
    assertThat(week.messages())
        .containsExactly(
            "Drawn in periods of at least 600 s, as the time is long: sums are of that period.");
  }

  @Test
  void aSingleValueCanBeOfTheWholeTime() {
    Graph graph =
        draw("'view': 'singleValue', 'setPeriodToTimeRange': true, 'metrics': [['A', 'b']]");

    assertThat(graph.periodSeconds()).isEqualTo(3600);
  }

  @Test
  void metricsOfAnotherRegionOrAccountAreLeftOut() {
    Graph graph =
        draw(
            """
            'region': 'us-east-1', 'metrics': [['A', 'b'], ['A', 'c', {'region': 'eu-central-1'}],
              ['A', 'd', {'region': 'eu-central-1', 'accountId': '1'}]]
            """);

    assertThat(asked()).extracting(DashboardViewsTest::text).containsExactly("A/c{}");
    assertThat(graph.messages())
        .containsExactly(
            "Metrics of the region us-east-1 are shown in CloudWatch only: this page reads"
                + " eu-central-1.",
            "Metrics of other accounts are shown in CloudWatch only.");
  }

  @Test
  void aWidgetOfAnAlarmDrawsItsMetric() {
    cloudWatch.alarms.add(
        MetricAlarm.builder()
            .alarmName("a")
            .namespace("Game")
            .metricName("Calls")
            .statistic("Sum")
            .period(60)
            .build());

    draw("'annotations': {'alarms': ['arn:aws:cloudwatch:eu-central-1:1:alarm:a']}");

    assertThat(asked()).extracting(DashboardViewsTest::text).containsExactly("Game/Calls{}");
  }

  @Test
  void whatCloudWatchRefusesIsSaidAndWhatItThrottlesIsThrown() {
    board(metric("'metrics': [['A', 'b']]"));
    views.layout("Board");
    cloudWatch.fault = FakeCloudWatch.error("ValidationError", 400);
    assertThat(data(0, Duration.ofHours(1)).messages())
        .containsExactly("CloudWatch refuses this widget: it says ValidationError");

    for (String code : List.of("Throttling", "ThrottlingException", "AccessDenied")) {
      cloudWatch.fault = FakeCloudWatch.error(code, 400);
      assertThatThrownBy(() -> data(0, Duration.ofHours(1)))
          .isInstanceOf(CloudWatchException.class);
    }
  }

  @Test
  void fiftyWidgetsAreReadWithOneBody() {
    board(
        IntStream.range(0, 50)
            .mapToObj(i -> metric("'metrics': [['A', 'b" + i + "']]"))
            .toArray(String[]::new));

    for (int page = 0; page < 5; page++) {
      for (int i = 0; i < 50; i++) {
        assertThat(data(i, Duration.ofHours(1)).series()).hasSize(1);
      }
    }

    assertThat(cloudWatch.dashboardReads).containsEntry(NAME, 1);
    assertThat(cloudWatch.reads).hasSize(50);
  }

  @Test
  void jsonHasTheAgreedMembers() {
    board(metric("'metrics': [['A', 'b']], 'annotations': {'horizontal': [{'value': 1}]}"));
    JsonMapper json = new JsonMapper();

    JsonNode layout = json.valueToTree(views.layout("Board").orElseThrow());
    JsonNode graph = json.valueToTree(data(0, Duration.ofHours(1)));
    JsonNode list = json.valueToTree(views.list());

    assertThat(layout.at("/widgets/0").fieldNames())
        .toIterable()
        .contains(
            "index",
            "type",
            "x",
            "y",
            "width",
            "height",
            "title",
            "markdown",
            "view",
            "stacked",
            "periodSeconds",
            "alarms",
            "annotations",
            "yAxis",
            "supported",
            "note");
    assertThat(layout.at("/widgets/0/annotations/0").fieldNames())
        .toIterable()
        .contains("label", "value", "color", "fill");
    assertThat(graph.path("from").asText()).isEqualTo("2026-11-21T09:00:00Z");
    assertThat(graph.at("/series/0").fieldNames())
        .toIterable()
        .containsExactly("id", "label", "unit", "axis", "color", "times", "values");
    assertThat(list.at("/dashboards/0/modified").asText()).isEqualTo("1970-01-01T00:00:00Z");
  }
}
