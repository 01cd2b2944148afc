package io.gamekeeper.infra;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.infra.config.StageName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads dashboards' bodies from the templates, and finds what CloudWatch would refuse of them or
 * not draw.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html">Dashboard
 *     Body Structure and Syntax</a>
 */
final class DashboardBodies {
  private static final Set<String> BODY =
      Set.of("widgets", "variables", "start", "end", "periodOverride");
  private static final Set<String> WIDGET =
      Set.of("type", "x", "y", "width", "height", "properties");

  /** By a widget's type, its properties; those that begin with {@code !} are required. */
  private static final Map<String, Set<String>> PROPERTIES =
      Map.of(
          "metric",
          Set.of(
              "accountId",
              "annotations",
              "legend",
              "liveData",
              "metrics",
              "period",
              "!region",
              "setPeriodToTimeRange",
              "sparkline",
              "stacked",
              "stat",
              "table",
              "timezone",
              "title",
              "trend",
              "view",
              "yAxis"),
          "text",
          Set.of("!markdown", "background"),
          "alarm",
          Set.of("!alarms", "sortBy", "states", "title"),
          "log",
          Set.of("accountId", "!region", "!query", "title", "view", "stacked"));

  private static final Set<String> VIEWS =
      Set.of("timeSeries", "singleValue", "gauge", "bar", "pie", "table");
  private static final Set<String> RENDERING =
      Set.of(
          "accountId",
          "color",
          "expression",
          "id",
          "label",
          "period",
          "region",
          "stat",
          "visible",
          "yAxis");
  private static final Pattern STATISTIC =
      Pattern.compile("Average|Minimum|Maximum|Sum|SampleCount|IQM|(p|tm|tc|ts|wm)\\d+(\\.\\d+)?");
  private static final int MOST_WIDGETS = 500;
  private static final int MOST_METRICS = 500;
  private static final int MOST_METRICS_OF_ALL = 2_500;
  private static final int MOST_ALARMS = 100;
  private static final int GRID = 24;
  private static final int TALLEST = 1_000;

  private final List<String> problems = new ArrayList<>();
  private final Set<String> cells = new TreeSet<>();

  private DashboardBodies() {}

  /** Returns the bodies of a stage's dashboards by their names. */
  static Map<String, JsonNode> of(StageName stage) {
    Map<String, JsonNode> bodies = new TreeMap<>();
    Templates.resources(stage, "AWS::CloudWatch::Dashboard")
        .values()
        .forEach(
            dashboard ->
                bodies.put(
                    dashboard.at("/Properties/DashboardName").asText(),
                    parsed(text(dashboard.at("/Properties/DashboardBody")))));
    return bodies;
  }

  /** Returns each metric in a body: the array that draws it. */
  static List<JsonNode> metrics(JsonNode body) {
    List<JsonNode> metrics = new ArrayList<>();
    for (JsonNode widget : body.path("widgets")) {
      widget.at("/properties/metrics").forEach(metrics::add);
    }
    return metrics;
  }

  /** Returns what is wrong with a body. */
  static List<String> problems(JsonNode body) {
    DashboardBodies check = new DashboardBodies();
    check.body(body);
    return check.problems;
  }

  private void body(JsonNode body) {
    known("body", body, BODY);
    demand(body.path("widgets").isArray(), "body has no widgets");
    demand(body.path("widgets").size() <= MOST_WIDGETS, "more than 500 widgets");
    demand(metrics(body).size() <= MOST_METRICS_OF_ALL, "more than 2,500 metrics");
    if (body.has("start")) {
      demand(
          body.path("start").asText().matches("-P(\\d+[MWD])*(T(\\d+[HM])+)?|\\d{4}-.*"),
          "start " + body.path("start"));
    }
    if (body.has("periodOverride")) {
      demand(
          Set.of("auto", "inherit").contains(body.path("periodOverride").asText()),
          "periodOverride " + body.path("periodOverride"));
    }
    body.path("widgets").forEach(this::widget);
  }

  private void widget(JsonNode widget) {
    String type = widget.path("type").asText();
    JsonNode properties = widget.path("properties");
    String title = properties.path("title").asText(properties.path("markdown").asText(type));
    known(title, widget, WIDGET);
    place(title, widget);
    Set<String> described = PROPERTIES.getOrDefault(type, Set.of());
    demand(!described.isEmpty(), "a widget of type " + type);
    Set<String> names = new TreeSet<>();
    for (String name : described) {
      names.add(name.replace("!", ""));
      demand(!name.startsWith("!") || properties.has(name.substring(1)), title + " lacks " + name);
    }
    known(title, properties, names);
    switch (type) {
      case "metric" -> graph(title, properties);
      case "alarm" ->
          demand(
              properties.path("alarms").size() >= 1
                  && properties.path("alarms").size() <= MOST_ALARMS,
              title + " has not 1 to 100 alarms");
      default -> demand(true, "");
    }
  }

  private void place(String title, JsonNode widget) {
    int x = widget.path("x").asInt();
    int y = widget.path("y").asInt();
    int width = widget.path("width").asInt();
    int height = widget.path("height").asInt();
    demand(x >= 0 && y >= 0 && x + width <= GRID, title + " is beside the grid");
    demand(width >= 1 && height >= 1 && height <= TALLEST, title + " has no size");
    for (int column = x; column < x + width; column++) {
      for (int row = y; row < y + height; row++) {
        demand(cells.add(column + "/" + row), title + " lies over another");
      }
    }
  }

  private void graph(String title, JsonNode properties) {
    demand(
        properties.path("metrics").size() >= 1 || properties.path("annotations").has("alarms"),
        title + " draws nothing");
    demand(properties.path("metrics").size() <= MOST_METRICS, title + " draws too much");
    demand(VIEWS.contains(properties.path("view").asText("timeSeries")), title + " has no view");
    period(title, properties);
    for (JsonNode line : properties.at("/annotations/horizontal")) {
      known(title, line, Set.of("color", "fill", "label", "value", "visible", "yAxis"));
      demand(line.path("value").isNumber(), title + " has a line without a value");
    }
    for (JsonNode axis : properties.path("yAxis")) {
      known(title, axis, Set.of("label", "max", "min", "showUnits"));
    }
    Set<String> ids = new TreeSet<>();
    for (JsonNode metric : properties.path("metrics")) {
      metric(title, metric, ids);
    }
    demand(
        properties.path("metrics").valueStream().anyMatch(DashboardBodies::isDrawn)
            || properties.path("annotations").has("alarms"),
        title + " hides all that it draws");
  }

  private void metric(String title, JsonNode metric, Set<String> ids) {
    demand(metric.isArray() && !metric.isEmpty(), title + " has a metric that is no array");
    JsonNode rendering = rendering(metric);
    known(title, rendering, RENDERING);
    period(title, rendering);
    if (rendering.has("stat")) {
      demand(STATISTIC.matcher(rendering.path("stat").asText()).matches(), title + " " + rendering);
    }
    if (rendering.has("id")) {
      String id = rendering.path("id").asText();
      demand(id.matches("[a-z][A-Za-z0-9_]*"), title + " has the id " + id);
      demand(ids.add(id), title + " has twice the id " + id);
    }
    int names = metric.size() - (rendering.isEmpty() ? 0 : 1);
    if (rendering.has("expression")) {
      demand(names == 0, title + " has an expression with a metric");
    } else {
      // A namespace and a name, then pairs of a dimension and its value; at most 30.
      demand(names >= 2 && names % 2 == 0 && names <= 62, title + " names no metric: " + metric);
    }
  }

  private static boolean isDrawn(JsonNode metric) {
    return rendering(metric).path("visible").asBoolean(true);
  }

  /** Returns how a metric is drawn: the object at the array's end, if it has one. */
  static JsonNode rendering(JsonNode metric) {
    JsonNode last = metric.path(metric.size() - 1);
    return last.isObject() ? last : Templates.JSON.createObjectNode();
  }

  private void period(String title, JsonNode of) {
    if (of.has("period")) {
      int period = of.path("period").asInt();
      demand(
          (period > 0 && period % 60 == 0) || Set.of(1, 5, 10, 20, 30).contains(period),
          title + " has a period of " + period);
    }
  }

  private void known(String title, JsonNode object, Set<String> names) {
    object
        .fieldNames()
        .forEachRemaining(name -> demand(names.contains(name), title + " has a property " + name));
  }

  private void demand(boolean met, String problem) {
    if (!met) {
      problems.add(problem);
    }
  }

  private static JsonNode parsed(String body) {
    try {
      return Templates.JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new AssertionError(body, e);
    }
  }

  /** Returns a value as CloudFormation could have it, with stand-ins for what only AWS knows. */
  private static String text(JsonNode value) {
    if (value.has("Fn::Join")) {
      StringBuilder text = new StringBuilder();
      for (JsonNode part : value.at("/Fn::Join/1")) {
        text.append(text(part));
      }
      return text.toString();
    }
    if (value.isTextual()) {
      return value.textValue();
    }
    return switch (value.path("Ref").asText()) {
      case "AWS::Region" -> "eu-central-1";
      case "AWS::Partition" -> "aws";
      case "AWS::AccountId" -> "123456789012";
      default -> "stand-in-" + Integer.toHexString(value.hashCode());
    };
  }
}
