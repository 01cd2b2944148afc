package io.gamekeeper.local.aws.logs;

import io.gamekeeper.local.aws.logs.insights.InsightsException;
import io.gamekeeper.local.aws.logs.insights.Query;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.util.List;
import java.util.Map;

/**
 * Saved queries. Each is read when the stage starts, so that none is outside of what it runs.
 *
 * @param definitions by name
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html">PutQueryDefinition</a>
 */
record QueryDefinitionType(
    Ground ground, LogGroups groups, Map<String, QueryDefinition> definitions)
    implements ResourceType {
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_QUERY = 10_000;

  /** StartQuery: more cannot be queried at once. */
  private static final int MOST_GROUPS = 50;

  @Override
  public String type() {
    return "AWS::Logs::QueryDefinition";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    String name = properties.string("Name");
    String text = properties.string("QueryString");
    List<String> names = properties.strings("LogGroupNames");
    if (name.length() > LONGEST_NAME) {
      throw new TemplateException(properties.where("Name"), "is longer than 255 characters");
    }
    if (text.length() > LONGEST_QUERY) {
      throw new TemplateException(
          properties.where("QueryString"), "is longer than 10000 characters");
    }
    if (names.size() > MOST_GROUPS) {
      throw new TemplateException(properties.where("LogGroupNames"), "has more than 50 groups");
    }
    try {
      Query.parse(text);
    } catch (InsightsException e) {
      throw new TemplateException(
          properties.where("QueryString"), e.problem() + " (character " + (e.start() + 1) + ")");
    }
    String id = ground.ids().requestId();
    QueryDefinition before =
        definitions.putIfAbsent(
            name, new QueryDefinition(id, name, text, names, ground.time().clock().instant()));
    if (before != null) {
      throw new TemplateException(
          properties.where("Name"), "is " + name + ", as another query is named");
    }
    context.whenAllCreated(
        () -> {
          for (String group : names) {
            if (groups.find(group).isEmpty()) {
              throw new TemplateException(
                  properties.where("LogGroupNames"),
                  "has " + group + ", which no template declares");
            }
          }
        });
    return Provisioned.simulated(id, "reads " + names.size() + " log groups")
        .with("QueryDefinitionId", id);
  }
}
