package io.gamekeeper.local.aws.waf;

import io.gamekeeper.local.observe.CloudWatchNames;
import io.gamekeeper.local.observe.MetricStore;
import io.gamekeeper.local.observe.MetricStore.Recorder;
import io.gamekeeper.local.observe.ServiceMetric;
import io.gamekeeper.local.observe.ServiceMetrics;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.TemplateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The metrics of firewalls and their rules, by the names that the templates give them. There is no
 * value when nothing happens.
 *
 * @see <a href="https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html">AWS WAF
 *     metrics and dimensions</a>
 */
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

  private static final ServiceMetric ALLOWED = count("AllowedRequests");
  private static final ServiceMetric BLOCKED = count("BlockedRequests");

  private final CloudWatchNames cloudWatch;
  private final ServiceMetrics metrics;

  FirewallMetrics(CloudWatchNames cloudWatch, MetricStore store) {
    this.cloudWatch = cloudWatch;
    this.metrics = ServiceMetrics.declare(store, cloudWatch, List.of(ALLOWED, BLOCKED));
    OF_EVERY_ACL.forEach(rule -> cloudWatch.add(NAMESPACE, "Rule", rule));
  }

  private static ServiceMetric count(String name) {
    return ServiceMetric.of(NAMESPACE, name, "Count", "Region,Rule,WebACL");
  }

  /**
   * Returns what counts the requests that a web ACL lets pass because no rule blocked them.
   *
   * @param acl its name among the metrics; empty if it has none
   */
  Recorder allowed(String region, Optional<String> acl) {
    return ofRules(ALLOWED, region, acl, OF_EVERY_ACL);
  }

  /**
   * Returns what counts the requests that a rule blocks.
   *
   * @param acl as above
   * @param rule its name among the metrics; empty if it has none
   */
  Recorder blocked(String region, Optional<String> acl, Optional<String> rule) {
    List<String> rules = new ArrayList<>(List.of(OF_EVERY_ACL.getFirst()));
    rule.ifPresent(rules::add);
    return ofRules(BLOCKED, region, acl, rules);
  }

  private Recorder ofRules(
      ServiceMetric metric, String region, Optional<String> acl, List<String> rules) {
    if (acl.isEmpty()) {
      return _ -> {};
    }
    List<Recorder> recorders =
        rules.stream()
            .map(
                rule ->
                    metrics.recorder(
                        metric, Map.of("Region", region, "Rule", rule, "WebACL", acl.get())))
            .toList();
    return value -> recorders.forEach(recorder -> recorder.record(value));
  }

  /**
   * Adds the metrics of a web ACL or a rule, unless it has none.
   *
   * @param dimension {@code WebACL} or {@code Rule}
   * @return its name among the metrics
   */
  Optional<String> add(String dimension, ResourceProperties counted) {
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
    if (!visibility.bool("CloudWatchMetricsEnabled", true)) {
      return Optional.empty();
    }
    cloudWatch.add(NAMESPACE, dimension, name);
    return Optional.of(name);
  }
}
