package io.gamekeeper.local.aws.autoscaling.scaling;

import io.gamekeeper.local.observe.MetricName;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.TemplateException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what a target tracking policy tracks.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_TargetTrackingConfiguration.html">TargetTrackingConfiguration</a>
 */
final class TrackedMetrics {
  private static final String PREDEFINED = "PredefinedMetricSpecification";
  private static final String CUSTOMIZED = "CustomizedMetricSpecification";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** What CloudWatch takes at these periods: see CustomizedMetricSpecification. */
  private static final List<Integer> PERIODS = List.of(10, 30, 60);

  private static final List<String> STATISTICS =
      List.of("Average", "Minimum", "Maximum", "SampleCount", "Sum");
  private static final Map<String, String> OF_INSTANCES =
      Map.of(
          "ASGAverageCPUUtilization",
          "CPUUtilization",
          "ASGAverageNetworkIn",
          "NetworkIn",
          "ASGAverageNetworkOut",
          "NetworkOut");
  private static final String REQUESTS = "ALBRequestCountPerTarget";
  private static final Pattern LABEL = Pattern.compile("app/[^/]+/[^/]+/(targetgroup/[^/]+/[^/]+)");

  private TrackedMetrics() {}

  /**
   * A metric, and the property that names it.
   *
   * @param where for messages
   */
  record Found(String where, TrackedMetric metric) {}

  /** Reads the metric of a group's policy. */
  static Found read(ResourceProperties tracking, String group) {
    Optional<ResourceProperties> predefined = tracking.optionalObject(PREDEFINED);
    Optional<ResourceProperties> customized = tracking.optionalObject(CUSTOMIZED);
    if (predefined.isPresent() == customized.isPresent()) {
      throw new TemplateException(
          tracking.where(CUSTOMIZED),
          "or " + PREDEFINED + " has to be given, and only one of them");
    }
    return predefined
        .map(metric -> new Found(tracking.where(PREDEFINED), predefined(metric, group)))
        .orElseGet(
            () -> new Found(tracking.where(CUSTOMIZED), customized(tracking.object(CUSTOMIZED))));
  }

  /** Reads the value that the metric is kept at. */
  static double target(ResourceProperties tracking) {
    double target =
        Numbers.optional(tracking, "TargetValue")
            .orElseThrow(() -> new TemplateException(tracking.where("TargetValue"), "is missing"));
    if (target <= 0) {
      throw new TemplateException(
          tracking.where("TargetValue"), "is " + target + " instead of more than 0");
    }
    return target;
  }

  private static TrackedMetric predefined(ResourceProperties metric, String group) {
    String type = metric.string("PredefinedMetricType");
    Optional<String> label = metric.optionalString("ResourceLabel");
    String ofInstances = OF_INSTANCES.get(type);
    if (ofInstances != null) {
      if (label.isPresent()) {
        throw new TemplateException(
            metric.where("ResourceLabel"), "belongs to " + REQUESTS + ", not to " + type);
      }
      return new TrackedMetric(
          new MetricName("AWS/EC2", ofInstances, Map.of("AutoScalingGroupName", group)),
          "Average",
          Optional.empty(),
          MINUTE);
    }
    if (!type.equals(REQUESTS)) {
      throw new TemplateException(
          metric.where("PredefinedMetricType"), "is " + type + ", which is not predefined");
    }
    Matcher parts = LABEL.matcher(label.orElse(""));
    if (!parts.matches()) {
      throw new TemplateException(
          metric.where("ResourceLabel"),
          "is \"%s\" instead of app/NAME/ID/targetgroup/NAME/ID".formatted(label.orElse("")));
    }
    return new TrackedMetric(
        new MetricName(
            "AWS/ApplicationELB", "RequestCountPerTarget", Map.of("TargetGroup", parts.group(1))),
        "Sum",
        Optional.empty(),
        MINUTE);
  }

  private static TrackedMetric customized(ResourceProperties metric) {
    if (metric.has("Metrics")) {
      throw new TemplateException(
          metric.where("Metrics"),
          "has metric math, which the stage does not follow; name one metric");
    }
    Map<String, String> dimensions = new LinkedHashMap<>();
    for (ResourceProperties dimension : metric.objects("Dimensions")) {
      dimensions.put(dimension.string("Name"), dimension.string("Value"));
    }
    String statistic = metric.string("Statistic");
    if (!STATISTICS.contains(statistic)) {
      throw new TemplateException(
          metric.where("Statistic"), "is " + statistic + "; it is one of " + STATISTICS);
    }
    int period = metric.integer("Period", (int) MINUTE.toSeconds());
    if (!PERIODS.contains(period)) {
      throw new TemplateException(
          metric.where("Period"), "is " + period + "; it is one of " + PERIODS);
    }
    return new TrackedMetric(
        new MetricName(metric.string("Namespace"), metric.string("MetricName"), dimensions),
        statistic,
        metric.optionalString("Unit"),
        Duration.ofSeconds(period));
  }
}
