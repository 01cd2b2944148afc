package io.gamekeeper.local.aws.cloudwatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Dashboards.
 *
 * @param dashboards their bodies by name
 */
record DashboardType(Map<String, Dashboard> dashboards, AlarmBook book, InstantSource clock)
    implements ResourceType {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** CloudWatch quotas, dashboards. */
  private static final int MOST_WIDGETS = 500;

  /**
   * A dashboard.
   *
   * @param body JSON
   */
  record Dashboard(String name, String arn, String body, Instant modified) {}

  @Override
  public String type() {
    return "AWS::CloudWatch::Dashboard";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    String name = properties.string("DashboardName", context.generatedName());
    String body = properties.string("DashboardBody");
    String where = properties.where("DashboardBody");
    JsonNode widgets = parse(where, body).path("widgets");
    if (!widgets.isArray() || widgets.size() > MOST_WIDGETS) {
      throw new TemplateException(where, "must have a list of widgets, of at most " + MOST_WIDGETS);
    }
    context.whenAllCreated(
        () -> {
          for (String alarm : alarms(widgets)) {
            if (book.find(alarm).isEmpty()) {
              throw new TemplateException(
                  where, "shows the alarm " + alarm + ", which no template declares");
            }
          }
        });
    dashboards.put(
        name,
        new Dashboard(
            name,
            "arn:aws:cloudwatch::%s:dashboard/%s".formatted(context.environment().account(), name),
            body,
            clock.instant()));
    return Provisioned.simulated(name, widgets.size() + " widgets");
  }

  private static JsonNode parse(String where, String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new TemplateException(where, "is not JSON: " + e.getOriginalMessage());
    }
  }

  /** The ARNs of the alarms that widgets show. */
  private static List<String> alarms(JsonNode widgets) {
    List<String> arns = new ArrayList<>();
    for (JsonNode widget : widgets) {
      widget.path("properties").path("alarms").forEach(alarm -> arns.add(alarm.asText()));
      widget
          .path("properties")
          .path("annotations")
          .path("alarms")
          .forEach(alarm -> arns.add(alarm.asText()));
    }
    return arns;
  }
}
