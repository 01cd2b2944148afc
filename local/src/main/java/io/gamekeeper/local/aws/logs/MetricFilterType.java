package io.gamekeeper.local.aws.logs;

import io.gamekeeper.local.observe.MetricName;
import io.gamekeeper.local.observe.MetricStore.Recorder;
import io.gamekeeper.local.observe.ServiceMetric;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Metric filters that count the lines of a log group which match a {@link FilterPattern}.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html">Filter
 *     pattern syntax for metric filters</a>
 */
record MetricFilterType(Ground ground) implements ResourceType {
  @Override
  public String type() {
    return "AWS::Logs::MetricFilter";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    String name = properties.string("FilterName", context.generatedName());
    String group = properties.string("LogGroupName");
    if (!ground.logs().exists(group)) {
      throw new TemplateException(
          properties.where("LogGroupName"), "is " + group + ", which no template declares");
    }
    String pattern = properties.string("FilterPattern");
    Predicate<String> matches = matches(properties, pattern);
    for (ResourceProperties metric : properties.objects("MetricTransformations")) {
      Recorder recorder = recorder(metric);
      double value = value(metric);
      ground
          .logs()
          .watch(
              group,
              line -> {
                if (matches.test(line)) {
                  recorder.record(value);
                }
              });
    }
    return Provisioned.simulated(name, "counts lines with " + pattern + " in " + group);
  }

  private static Predicate<String> matches(ResourceProperties properties, String pattern) {
    try {
      return FilterPattern.parse(pattern);
    } catch (FilterPattern.RefusedException e) {
      throw new TemplateException(
          properties.where("FilterPattern"), "is " + pattern + ": it " + e.getMessage());
    }
  }

  private Recorder recorder(ResourceProperties metric) {
    String namespace = metric.string("MetricNamespace");
    String name = metric.string("MetricName");
    String unit = metric.string("Unit", "None");
    ground.sends(List.of(ServiceMetric.of(namespace, name, unit, "")));
    return ground.metrics().recorder(new MetricName(namespace, name, Map.of()), unit, false);
  }

  private static double value(ResourceProperties metric) {
    String value = metric.string("MetricValue");
    Matcher number = Pattern.compile("\\d+(?:\\.\\d+)?").matcher(value);
    if (!number.matches()) {
      throw new TemplateException(
          metric.where("MetricValue"), "is " + value + "; the stage counts by a number only");
    }
    return Double.parseDouble(value);
  }
}
