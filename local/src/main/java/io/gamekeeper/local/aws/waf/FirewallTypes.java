package io.gamekeeper.local.aws.waf;

import io.gamekeeper.local.observe.CloudWatchNames;
import io.gamekeeper.local.observe.MetricStore;
import io.gamekeeper.local.template.ResourceType;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The resource types of firewalls. */
final class FirewallTypes {
  private FirewallTypes() {}

  /**
   * Returns one instance of each type.
   *
   * @param before takes the web ACL that stands in front of the load balancer
   */
  static List<ResourceType> all(
      Consumer<WebAcl> before,
      InstantSource clock,
      CloudWatchNames cloudWatch,
      MetricStore metrics) {
    Map<String, WebAcl> acls = new ConcurrentHashMap<>();
    return List.of(
        new WebAclType(acls, new Statements(clock), new FirewallMetrics(cloudWatch, metrics)),
        new WebAclAssociation(acls, before));
  }
}
