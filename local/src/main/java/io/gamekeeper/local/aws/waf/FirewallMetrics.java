package io.gamekeeper.local.aws.waf;

import io.gamekeeper.local.observe.CloudWatchNames;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.TemplateException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The metrics of firewalls and their rules, by the names that the templates give them. */
final class FirewallMetrics {
  private static final String NAMESPACE = "AWS/WAFV2";

  /** The values of the dimension {@code Rule} that stand for all rules, or for none of them. */
  private static final List<String> OF_EVERY_ACL = List.of("ALL", "Default_Action");

  /**
   * The names of AWS WAF's own metrics.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/waf/latest/APIReference/API_VisibilityConfig.html">VisibilityConfig</a>
   */
  private static final Set<String> RESERVED = Set.of("All", "ALL", "Default_Action");

  private static final Pattern METRIC_NAME = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  private final CloudWatchNames cloudWatch;

  FirewallMetrics(CloudWatchNames cloudWatch) {
    this.cloudWatch = cloudWatch;
    OF_EVERY_ACL.forEach(rule -> cloudWatch.add(NAMESPACE, "Rule", rule));
  }

  /**
   * Adds the metrics of a web ACL or a rule, unless it has none.
   *
   * @param dimension {@code WebACL} or {@code Rule}
   */
  void add(String dimension, ResourceProperties counted) {
    ResourceProperties visibility = counted.object("VisibilityConfig");
    visibility.inert("metrics of AWS have no counterpart on a laptop", "SampledRequestsEnabled");
    String name = visibility.string("MetricName");
    if (RESERVED.contains(name)) {
      throw new TemplateException(
          visibility.where("MetricName"), "is " + name + ", a name that AWS WAF reserves");
    }
    if (!METRIC_NAME.matcher(name).matches()) {
      throw new TemplateException(
          visibility.where("MetricName"),
          "is " + name + "; AWS WAF takes 1 to 128 letters, digits, - and _");
    }
    if (visibility.bool("CloudWatchMetricsEnabled", true)) {
      cloudWatch.add(NAMESPACE, dimension, name);
    }
  }
}
