package io.gamekeeper.local.resource.aws;

import io.gamekeeper.local.assembly.TemplateException;
import io.gamekeeper.local.messaging.Topics;
import io.gamekeeper.local.resource.Provisioned;
import io.gamekeeper.local.resource.ResourceContext;
import io.gamekeeper.local.resource.ResourceProperties;
import io.gamekeeper.local.resource.ResourceType;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * CloudWatch's alarms. The stage does not evaluate them; it checks that what they call and what
 * they are composed of is there, and lists what they watch.
 */
final class Alarms {
  private static final String NOT_EVALUATED = " (the stage evaluates no alarms)";
  private static final List<String> ACTIONS =
      List.of("AlarmActions", "OKActions", "InsufficientDataActions");

  private Alarms() {}

  static List<ResourceType> all(Topics topics) {
    Set<String> known = ConcurrentHashMap.newKeySet();
    return List.of(new MetricAlarm(topics, known), new CompositeAlarm(topics, known));
  }

  /**
   * An alarm of metrics.
   *
   * @param known names and ARNs of all alarms
   */
  private record MetricAlarm(Topics topics, Set<String> known) implements ResourceType {
    @Override
    public String type() {
      return "AWS::CloudWatch::Alarm";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      checkActions(properties, topics);
      List<ResourceProperties> queries = properties.objects("Metrics");
      StringJoiner watched = new StringJoiner(", ");
      if (queries.isEmpty()) {
        watched.add(metric(properties));
      }
      for (ResourceProperties query : queries) {
        query
            .optionalObject("MetricStat")
            .map(statistics -> metric(statistics.object("Metric")))
            .ifPresent(watched::add);
        query.restInert("alarms are not evaluated");
      }
      String comparison =
          properties.string("ComparisonOperator")
              + properties.optionalString("Threshold").map(value -> " " + value).orElse("");
      return named(context, known, watched + " " + comparison + NOT_EVALUATED);
    }

    private static String metric(ResourceProperties metric) {
      StringJoiner dimensions = new StringJoiner(",", "{", "}");
      dimensions.setEmptyValue("");
      metric
          .objects("Dimensions")
          .forEach(
              dimension ->
                  dimensions.add(dimension.string("Name") + "=" + dimension.string("Value")));
      return metric.string("Namespace") + "/" + metric.string("MetricName") + dimensions;
    }
  }

  /**
   * An alarm of alarms.
   *
   * @param known names and ARNs of all alarms
   */
  private record CompositeAlarm(Topics topics, Set<String> known) implements ResourceType {
    private static final Pattern STATE =
        Pattern.compile("(?:ALARM|OK|INSUFFICIENT_DATA)\\(\\s*[\"']?([^\"')]+?)[\"']?\\s*\\)");

    @Override
    public String type() {
      return "AWS::CloudWatch::CompositeAlarm";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      checkActions(properties, topics);
      String rule = properties.string("AlarmRule");
      context.whenAllCreated(() -> checkParts(properties.where("AlarmRule"), rule));
      return named(context, known, rule + NOT_EVALUATED);
    }

    private void checkParts(String where, String rule) {
      Matcher part = STATE.matcher(rule);
      while (part.find()) {
        if (!known.contains(part.group(1))) {
          throw new TemplateException(
              where, "names the alarm " + part.group(1) + ", which no template declares");
        }
      }
    }
  }

  private static void checkActions(ResourceProperties properties, Topics topics) {
    for (String list : ACTIONS) {
      for (String action : properties.strings(list)) {
        // A reference to a scaling policy that no template declares has failed already.
        if (!topics.exists(action) && !action.contains(":scalingPolicy:")) {
          throw new TemplateException(
              properties.where(list), "names " + action + ", which is no topic of the templates");
        }
      }
    }
  }

  private static Provisioned named(ResourceContext context, Set<String> known, String summary) {
    ResourceProperties properties = context.properties();
    String name = properties.string("AlarmName", context.generatedName());
    String arn = context.environment().arn("cloudwatch", "alarm:" + name);
    known.add(name);
    known.add(arn);
    properties.restInert("alarms are not evaluated");
    return Provisioned.nameOnly(name, summary).with("Arn", arn);
  }
}
