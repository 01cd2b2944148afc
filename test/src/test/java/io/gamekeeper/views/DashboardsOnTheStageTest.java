package io.gamekeeper.views;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.console.alarms.AlarmSummary;
import io.gamekeeper.console.alarms.AlarmViews;
import io.gamekeeper.console.dashboards.DashboardLayout;
import io.gamekeeper.console.dashboards.DashboardList;
import io.gamekeeper.console.dashboards.DashboardViews;
import io.gamekeeper.console.dashboards.Widget;
import io.gamekeeper.console.metrics.Graph;
import io.gamekeeper.console.metrics.MetricData;
import io.gamekeeper.console.metrics.TimeRange;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.local.aws.cloudwatch.CloudWatch;
import io.gamekeeper.local.client.FunctionIdentity;
import io.gamekeeper.local.iam.Policy;
import io.gamekeeper.local.observe.MetricName;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.Services;
import io.gamekeeper.local.template.AwsEnvironment;
import io.gamekeeper.local.template.CloudAssembly;
import io.gamekeeper.local.template.Provisioner;
import io.gamekeeper.local.template.Template;
import io.gamekeeper.local.time.StageTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;

/** The dashboards that the CDK app writes, drawn by the console from the stage's CloudWatch. */
final class DashboardsOnTheStageTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AwsEnvironment EU = new AwsEnvironment("123456789012", "eu-central-1");

  /** Where CloudFront's metrics are, and so the dashboard that shows them. */
  private static final String US = "us-east-1";

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:30Z");
  private static final Pattern ALARM = Pattern.compile(":alarm:([\\w-]+)");

  @ParameterizedTest
  @ValueSource(strings = {"Dev", "Staging", "Prod"})
  void everyWidgetIsDrawnAndTheStageTakesEveryQuery(String stage) throws IOException {
    Map<String, JsonNode> bodies = bodies(stage);
    assertThat(bodies).hasSizeGreaterThanOrEqualTo(3);
    try (Ground ground =
        Ground.of(StageTime.virtual(NOW, new SplittableRandom(1)), Path.of("no folder"))) {
      CloudWatchClient client = cloudWatch(ground, bodies);
      String key = stage.toLowerCase(Locale.ROOT);
      found(ground, key);
      MetricData data = new MetricData(client, ground.time().clock());
      DashboardViews views =
          new DashboardViews(client, key, EU.region(), data, ground.time().clock());
      DashboardViews american = new DashboardViews(client, key, US, data, ground.time().clock());

      assertThat(views.list().dashboards())
          .extracting(DashboardList.Entry::name)
          .containsExactlyElementsOf(bodies.keySet());
      for (Map.Entry<String, JsonNode> board : bodies.entrySet()) {
        boolean abroad = board.getValue().toString().contains("\"region\":\"" + US + "\"");
        draw(abroad ? american : views, board.getKey(), board.getValue());
      }
      assertThat(
              new AlarmViews(client, key, data, ground.time().clock())
                  .all(Optional.empty())
                  .alarms())
          .isNotEmpty()
          .extracting(AlarmSummary::condition)
          .containsOnly("Calls > 1 for 1 period of 60 s");
    }
  }

  private static void draw(DashboardViews views, String name, JsonNode body) {
    DashboardLayout layout = views.layout(name).orElseThrow();
    assertThat(layout.widgets()).hasSize(body.path("widgets").size());
    assertThat(layout.widgets()).allMatch(Widget::supported);
    for (Widget widget : layout.widgets()) {
      if (widget.type().equals("metric")) {
        String where = name + ", " + widget.title();
        Graph hour = data(views, name, widget, Duration.ofHours(1));
        assertThat(hour.messages()).as(where).isEmpty();
        assertThat(hour.series().size())
            .as("series of %s", where)
            .isGreaterThanOrEqualTo(visible(body, widget.index()));
        assertThat(data(views, name, widget, Duration.ofDays(7)).messages())
            .as("a week of %s", where)
            .allMatch(message -> message.startsWith("Drawn in periods"));
      }
    }
  }

  private static Graph data(DashboardViews views, String name, Widget widget, Duration range) {
    return views.data(name, widget.index(), new TimeRange(NOW.minus(range), NOW)).orElseThrow();
  }

  /** How many metrics a widget draws by itself. */
  private static int visible(JsonNode body, int index) {
    int count = 0;
    for (JsonNode metric : body.path("widgets").path(index).at("/properties/metrics")) {
      JsonNode options = metric.path(metric.size() - 1);
      count += options.path("visible").asBoolean(true) ? 1 : 0;
    }
    return count;
  }

  /**
   * Metrics that a widget searches for: the revenue in each currency, the time of each listener.
   */
  private static void found(Ground ground, String key) {
    record(ground, key, GameMetric.ARPU, GameFunction.PLAYER_METRICS, GameMetric.CURRENCY, "EUR");
    for (GameMetric metric :
        List.of(GameMetric.LISTENER_TIME, GameMetric.LISTENER_EVENTS, GameMetric.LISTENER_ERRORS)) {
      record(ground, key, metric, GameFunction.EVENT_LISTENERS, GameMetric.LISTENER, "log");
    }
  }

  private static void record(
      Ground ground,
      String key,
      GameMetric metric,
      GameFunction function,
      String dimension,
      String subject) {
    ground
        .metrics()
        .record(
            new MetricName(
                "Gamekeeper/" + key,
                metric.metricName(),
                Map.of(dimension, subject, GameMetric.SERVICE, function.functionName())),
            "None",
            false,
            1);
  }

  // ---------------------------------------------------------------- from the templates

  private static Map<String, JsonNode> bodies(String stage) throws IOException {
    Map<String, JsonNode> bodies = new TreeMap<>();
    Path folder =
        Path.of(System.getProperty("gamekeeper.root"), "infra/src/test/resources/snapshots", stage);
    try (Stream<Path> templates = Files.list(folder)) {
      for (Path template : templates.sorted().toList()) {
        for (JsonNode resource : JSON.readTree(template.toFile()).path("Resources")) {
          if (resource.path("Type").asText().equals("AWS::CloudWatch::Dashboard")) {
            JsonNode properties = resource.path("Properties");
            bodies.put(
                properties.path("DashboardName").asText(),
                JSON.readTree(resolved(properties.path("DashboardBody"))));
          }
        }
      }
    }
    return bodies;
  }

  /** A body with the region, the account, and some name for everything else. */
  private static String resolved(JsonNode body) {
    if (body.isTextual()) {
      return body.asText();
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : body.at("/Fn::Join/1")) {
      text.append(
          part.isTextual()
              ? part.asText()
              : switch (part.path("Ref").asText()) {
                case "AWS::Region" -> EU.region();
                case "AWS::AccountId" -> EU.account();
                default -> "some-resource";
              });
    }
    return text.toString();
  }

  /** A CloudWatch with these dashboards, and an alarm for each name in them. */
  private static CloudWatchClient cloudWatch(Ground ground, Map<String, JsonNode> bodies)
      throws IOException {
    ObjectNode template = JSON.createObjectNode();
    ObjectNode resources = template.putObject("Resources");
    for (Map.Entry<String, JsonNode> board : bodies.entrySet()) {
      resource(resources, "AWS::CloudWatch::Dashboard")
          .put("DashboardName", board.getKey())
          .put("DashboardBody", board.getValue().toString());
      Matcher alarm = ALARM.matcher(board.getValue().toString());
      Set<String> names = new TreeSet<>();
      while (alarm.find()) {
        names.add(alarm.group(1));
      }
      for (String name : names) {
        resource(resources, "AWS::CloudWatch::Alarm")
            .put("AlarmName", name)
            .put("Namespace", "Game")
            .put("MetricName", "Calls")
            .put("Statistic", "Sum")
            .put("Period", 60)
            .put("EvaluationPeriods", 1)
            .put("Threshold", 1)
            .put("ComparisonOperator", "GreaterThanThreshold");
      }
    }
    Services services = new Services(ground);
    services.add(new CloudWatch(ground));
    new Provisioner(services.resourceTypes())
        .provision(
            CloudAssembly.of(
                List.of(Template.parse("App", "App", EU, template.toString())), Map.of()));
    services.start();
    String arn = "arn:aws:iam::123456789012:role/Console";
    ground.roles().createRole(arn, "Console", policy("sts:AssumeRole"));
    ground.roles().attach("Console", policy("cloudwatch:*"));
    return ground
        .world()
        .client(
            new FunctionIdentity(
                "Console", "console", ground.roles().role(arn).orElseThrow(), List.of()),
            CloudWatchClient.class);
  }

  private static ObjectNode resource(ObjectNode resources, String type) {
    return resources.putObject("R" + resources.size()).put("Type", type).putObject("Properties");
  }

  private static Policy policy(String action) throws IOException {
    return Policy.parse(
        "policy",
        JSON.readTree(
            "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"%s\", \"Resource\": \"*\"}}"
                .formatted(action)));
  }
}
