package io.gamekeeper.console.dashboards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gamekeeper.console.dashboards.Widget.Annotation;
import io.gamekeeper.console.dashboards.Widget.Axes;
import io.gamekeeper.console.dashboards.Widget.Axis;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of a dashboard. Anybody with rights in the account can write one, so it is read as far
 * as it makes sense, and what does not is left out: reading it never fails.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html">Dashboard
 *     Body Structure and Syntax</a>
 */
final class DashboardBody {
  static final String METRIC = "metric";
  private static final String ALARM = "alarm";
  private static final String TEXT = "text";

  /** CloudWatch's quota. */
  private static final int MOST_WIDGETS = 500;

  private static final int GRID = 24;
  private static final int TALLEST = 1_000;
  private static final int LOWEST = 1_000_000;
  private static final int DEFAULT_SIZE = 6;
  private static final int DEFAULT_PERIOD = 300;
  private static final int LONGEST_PERIOD = 86_400 * 30;
  private static final int MOST_ANNOTATIONS = 100;
  private static final Set<String> VIEWS =
      Set.of("timeSeries", "singleValue", "bar", "pie", "gauge");
  private static final JsonMapper JSON = new JsonMapper();

  private final List<JsonNode> widgets;
  private final Optional<String> problem;

  private DashboardBody(List<JsonNode> widgets, Optional<String> problem) {
    this.widgets = widgets;
    this.problem = problem;
  }

  /** Reads a body. */
  static DashboardBody parse(String text) {
    JsonNode body;
    try {
      body = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return new DashboardBody(List.of(), Optional.of("The dashboard's body is not JSON."));
    }
    JsonNode list = body.path("widgets");
    if (!list.isArray()) {
      return new DashboardBody(
          List.of(), Optional.of("The dashboard's body has no list of widgets."));
    }
    List<JsonNode> widgets = new ArrayList<>();
    for (JsonNode widget : list) {
      if (widgets.size() < MOST_WIDGETS) {
        widgets.add(widget);
      }
    }
    return new DashboardBody(widgets, Optional.empty());
  }

  int size() {
    return widgets.size();
  }

  /** Returns the properties of a widget of metrics; empty if there is no such widget. */
  Optional<JsonNode> metrics(int index) {
    return index >= 0
            && index < widgets.size()
            && widgets.get(index).path("type").asText().equals(METRIC)
        ? Optional.of(widgets.get(index).path("properties"))
        : Optional.empty();
  }

  /** Returns all widgets; of a body that cannot be read, one that says so. */
  List<Widget> layout() {
    if (problem.isPresent()) {
      return List.of(unreadable(problem.get()));
    }
    List<Widget> all = new ArrayList<>();
    for (int i = 0; i < widgets.size(); i++) {
      all.add(widget(i, widgets.get(i)));
    }
    return all;
  }

  private static Widget unreadable(String why) {
    return new Widget(
        0,
        "unknown",
        0,
        0,
        GRID,
        2,
        null,
        null,
        null,
        false,
        false,
        null,
        List.of(),
        List.of(),
        new Axes(null, null),
        false,
        why);
  }

  private static Widget widget(int index, JsonNode widget) {
    String type = widget.path("type").asText("unknown");
    JsonNode properties = widget.path("properties");
    boolean metric = type.equals(METRIC);
    List<String> alarms = alarms(properties);
    @Nullable String note = note(type, properties, alarms);
    int width = integer(widget, "width", DEFAULT_SIZE, 1, GRID);
    return new Widget(
        index,
        type,
        integer(widget, "x", 0, 0, GRID - width),
        integer(widget, "y", 0, 0, LOWEST),
        width,
        integer(widget, "height", DEFAULT_SIZE, 1, TALLEST),
        text(properties, "title"),
        type.equals(TEXT) ? properties.path("markdown").asText() : null,
        metric ? view(properties) : null,
        metric && properties.path("stacked").asBoolean(),
        metric && properties.path("sparkline").asBoolean(),
        metric ? period(properties, DEFAULT_PERIOD) : null,
        alarms,
        metric ? annotations(properties.path("annotations")) : List.of(),
        new Axes(axis(properties, "left"), axis(properties, "right")),
        note == null,
        note);
  }

  private static @Nullable String note(String type, JsonNode properties, List<String> alarms) {
    return switch (type) {
      case METRIC ->
          properties.path("metrics").isEmpty() && alarms.isEmpty()
              ? "The widget names no metrics."
              : null;
      case ALARM -> alarms.isEmpty() ? "The widget names no alarms." : null;
      case TEXT -> null;
      case "log" -> "A question to the logs: ask it under Logs, or open it in CloudWatch.";
      default -> "A widget of the type " + type + " is shown in CloudWatch only.";
    };
  }

  private static String view(JsonNode properties) {
    String view = properties.path("view").asText();
    return view.equals("table") ? "singleValue" : VIEWS.contains(view) ? view : "timeSeries";
  }

  /** Returns a period in seconds, of the form that CloudWatch takes. */
  static int period(JsonNode properties, int otherwise) {
    int period = integer(properties, "period", otherwise, 1, LONGEST_PERIOD);
    return period > 30 ? Math.ceilDiv(period, 60) * 60 : period;
  }

  /** Returns the names of the alarms that a widget shows, or whose lines it draws. */
  static List<String> alarms(JsonNode properties) {
    List<String> names = new ArrayList<>();
    properties.path("alarms").forEach(arn -> names.add(name(arn.asText())));
    properties.at("/annotations/alarms").forEach(arn -> names.add(name(arn.asText())));
    return names.stream().filter(name -> !name.isBlank()).distinct().toList();
  }

  private static String name(String arn) {
    int name = arn.indexOf(":alarm:");
    return name < 0 ? arn : arn.substring(name + ":alarm:".length());
  }

  private static List<Annotation> annotations(JsonNode annotations) {
    List<Annotation> all = new ArrayList<>();
    for (String kind : List.of("horizontal", "vertical")) {
      for (JsonNode annotation : annotations.path(kind)) {
        if (annotation.isArray() && annotation.size() == 2) {
          annotation(kind, annotation.path(0), "between").ifPresent(all::add);
          annotation(kind, annotation.path(1), null).ifPresent(all::add);
        } else {
          annotation(kind, annotation, text(annotation, "fill")).ifPresent(all::add);
        }
      }
    }
    return all.subList(0, Math.min(all.size(), MOST_ANNOTATIONS));
  }

  private static Optional<Annotation> annotation(
      String kind, JsonNode annotation, @Nullable String fill) {
    boolean time = kind.equals("vertical");
    if (annotation.has("visible") && !annotation.path("visible").asBoolean()) {
      return Optional.empty();
    }
    return (time ? seconds(annotation.path("value")) : number(annotation, "value"))
        .map(
            value ->
                new Annotation(
                    text(annotation, "label"),
                    value,
                    text(annotation, "color"),
                    "none".equals(fill) ? null : fill,
                    time ? "time" : side(annotation)));
  }

  private static Optional<Double> seconds(JsonNode time) {
    try {
      Instant at = OffsetDateTime.parse(time.asText()).toInstant();
      return Optional.of((double) at.getEpochSecond());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Returns {@code right} if a metric or a line says so, else {@code left}. */
  static String side(JsonNode options) {
    return options.path("yAxis").asText().equals("right") ? "right" : "left";
  }

  private static @Nullable Axis axis(JsonNode properties, String side) {
    JsonNode axis = properties.path("yAxis").path(side);
    return axis.isObject()
        ? new Axis(
            text(axis, "label"), number(axis, "min").orElse(null), number(axis, "max").orElse(null))
        : null;
  }

  private static Optional<Double> number(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isNumber() && Double.isFinite(value.asDouble())
        ? Optional.of(value.asDouble())
        : Optional.empty();
  }

  /** Returns a text; null if it is none or empty. */
  static @Nullable String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isTextual() && !value.asText().isEmpty() ? value.asText() : null;
  }

  private static int integer(JsonNode node, String name, int otherwise, int least, int most) {
    JsonNode value = node.path(name);
    return Math.clamp(value.isNumber() ? value.asLong() : otherwise, least, most);
  }
}
