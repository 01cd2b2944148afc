package io.gamekeeper.local.aws.cloudwatch;

import io.gamekeeper.local.observe.CloudWatchNames;
import io.gamekeeper.local.target.Targets;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The resource types of CloudWatch's alarms. The stage does not evaluate alarms. It checks that
 * their actions, and the alarms that they are composed of, exist, and lists what they watch.
 */
final class Alarms {
  private static final String NOT_EVALUATED = " (the stage evaluates no alarms)";
  private static final String PRINCIPAL = "cloudwatch.amazonaws.com";
  private static final List<String> ACTIONS =
      List.of("AlarmActions", "OKActions", "InsufficientDataActions");

  private Alarms() {}

  static List<ResourceType> all(Targets targets, CloudWatchNames cloudWatch) {
    return List.of(new MetricAlarm(targets, cloudWatch), new CompositeAlarm(targets, cloudWatch));
  }

  /**
   * The type of alarms on metrics.
   *
   * @param cloudWatch names and ARNs of all alarms, and what there is to watch
   */
  private record MetricAlarm(Targets targets, CloudWatchNames cloudWatch) implements ResourceType {
    @Override
    public String type() {
      return "AWS::CloudWatch::Alarm";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      List<ResourceProperties> queries = properties.objects("Metrics");
      StringJoiner watched = new StringJoiner(", ");
      if (queries.isEmpty()) {
        watched.add(metric(context, properties));
      } else {
        checkQueries(properties, queries);
      }
      for (ResourceProperties query : queries) {
        query
            .optionalObject("MetricStat")
            .map(statistics -> metric(context, statistics.object("Metric")))
            .ifPresent(watched::add);
        query.restInert("alarms are not evaluated");
      }
      String comparison =
          properties.string("ComparisonOperator")
              + properties.optionalString("Threshold").map(value -> " " + value).orElse("");
      return named(context, targets, cloudWatch, watched + " " + comparison + NOT_EVALUATED);
    }

    private static void checkQueries(
        ResourceProperties properties, List<ResourceProperties> queries) {
      Set<String> ids = new HashSet<>();
      queries.forEach(query -> ids.add(query.string("Id")));
      for (ResourceProperties query : queries) {
        query
            .optionalString("Expression")
            .flatMap(expression -> MetricMath.problem(expression, ids))
            .ifPresent(
                problem -> {
                  throw new TemplateException(query.where("Expression"), problem);
                });
      }
      if (queries.stream().filter(query -> query.bool("ReturnData", true)).count() != 1) {
        throw new TemplateException(
            properties.where("Metrics"), "does not have exactly one query that returns data");
      }
    }

    private String metric(ResourceContext context, ResourceProperties metric) {
      String namespace = metric.string("Namespace");
      Map<String, String> dimensions = new LinkedHashMap<>();
      metric
          .objects("Dimensions")
          .forEach(
              dimension -> dimensions.put(dimension.string("Name"), dimension.string("Value")));
      context.whenAllCreated(
          () ->
              cloudWatch
                  .problem(namespace, dimensions)
                  .ifPresent(
                      problem -> {
                        throw new TemplateException(metric.where("Dimensions"), problem);
                      }));
      StringJoiner text = new StringJoiner(",", "{", "}");
      text.setEmptyValue("");
      dimensions.forEach((name, value) -> text.add(name + "=" + value));
      return namespace + "/" + metric.string("MetricName") + text;
    }
  }

  /**
   * The type of alarms that are composed of alarms.
   *
   * @param cloudWatch names and ARNs of all alarms
   */
  private record CompositeAlarm(Targets targets, CloudWatchNames cloudWatch)
      implements ResourceType {
    private static final Pattern STATE =
        Pattern.compile("(?:ALARM|OK|INSUFFICIENT_DATA)\\(\\s*[\"']?([^\"')]+?)[\"']?\\s*\\)");

    @Override
    public String type() {
      return "AWS::CloudWatch::CompositeAlarm";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      String rule = properties.string("AlarmRule");
      context.whenAllCreated(() -> checkParts(properties.where("AlarmRule"), rule));
      return named(context, targets, cloudWatch, rule + NOT_EVALUATED);
    }

    private void checkParts(String where, String rule) {
      Matcher part = STATE.matcher(rule);
      while (part.find()) {
        if (!cloudWatch.hasAlarm(part.group(1))) {
          throw new TemplateException(
              where, "names the alarm " + part.group(1) + ", which no template declares");
        }
      }
    }
  }

  private static void checkActions(
      ResourceContext context, ResourceProperties properties, Targets targets, String alarmArn) {
    for (String list : ACTIONS) {
      for (String action : properties.strings(list)) {
        // A reference to a scaling policy that no template declares has failed already.
        if (!action.contains(":scalingPolicy:")) {
          context.whenAllCreated(
              () -> targets.checkOpen(properties.where(list), action, PRINCIPAL, alarmArn));
        }
      }
    }
  }

  private static Provisioned named(
      ResourceContext context, Targets targets, CloudWatchNames cloudWatch, String summary) {
    ResourceProperties properties = context.properties();
    String name = properties.string("AlarmName", context.generatedName());
    String arn = context.environment().arn("cloudwatch", "alarm:" + name);
    checkActions(context, properties, targets, arn);
    cloudWatch.addAlarm(name);
    cloudWatch.addAlarm(arn);
    properties.restInert("alarms are not evaluated");
    return Provisioned.nameOnly(name, summary).with("Arn", arn);
  }
}
