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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Metric filters that count the lines of a log group which hold all of some texts.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html">Filter
 *     pattern syntax for metric filters</a>
 */
record MetricFilterType(Ground ground) implements ResourceType {
  private static final Pattern TEXTS = Pattern.compile("\\s*(?:\"[^\"]*\"\\s*)+");
  private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");

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
    List<String> texts = texts(properties);
    for (ResourceProperties metric : properties.objects("MetricTransformations")) {
      Recorder recorder = recorder(metric);
      double value = value(metric);
      ground
          .logs()
          .watch(
              group,
              line -> {
                if (texts.stream().allMatch(line::contains)) {
                  recorder.record(value);
                }
              });
    }
    return Provisioned.simulated(name, "counts lines with " + texts + " in " + group);
  }

  private static List<String> texts(ResourceProperties properties) {
    String pattern = properties.string("FilterPattern");
    if (!TEXTS.matcher(pattern).matches()) {
      throw new TemplateException(
          properties.where("FilterPattern"),
          "is " + pattern + "; the stage looks for texts in quotation marks only");
    }
    return TEXT.matcher(pattern).results().map(text -> text.group(1)).toList();
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
