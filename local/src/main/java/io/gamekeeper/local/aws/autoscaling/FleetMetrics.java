package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.observe.ServiceMetric;
import io.gamekeeper.local.observe.ServiceMetrics;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.template.ResourceProperties;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What Auto Scaling, EC2 and the instances' CloudWatch agents send of groups and their instances,
 * each minute. Groups that do not enable the collection of their metrics send none.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html">Amazon
 *     CloudWatch metrics for Amazon EC2 Auto Scaling</a>
 */
final class FleetMetrics {
  static final String GROUP = "AutoScalingGroupName";

  private static final List<ServiceMetric> OF_GROUPS =
      Stream.of(
              "GroupMinSize",
              "GroupMaxSize",
              "GroupDesiredCapacity",
              "GroupInServiceInstances",
              "GroupPendingInstances",
              "GroupTerminatingInstances",
              "GroupTotalInstances",
              "WarmPoolPendingCapacity",
              "WarmPoolWarmedCapacity",
              "WarmPoolTerminatingCapacity",
              "WarmPoolTotalCapacity",
              "GroupAndWarmPoolTotalCapacity")
          .map(FleetMetrics::ofGroups)
          .toList();

  private final Fleet fleet;
  private final ServiceMetrics metrics;
  private final InstanceMetrics ofInstances;
  private final AgentMetrics agents;
  private final Map<String, Set<String>> collected = new ConcurrentHashMap<>();
  private final Set<String> withWarmPool = new HashSet<>();

  FleetMetrics(Fleet fleet, Ground ground) {
    this.fleet = fleet;
    List<ServiceMetric> all = new ArrayList<>(OF_GROUPS);
    all.addAll(InstanceMetrics.ALL);
    this.metrics = ground.sends(all);
    this.ofInstances = new InstanceMetrics(ground, metrics);
    this.agents = new AgentMetrics(ground);
  }

  private static ServiceMetric ofGroups(String name) {
    return ServiceMetric.of("AWS/AutoScaling", name, "None", GROUP);
  }

  /**
   * Enables metrics of a group.
   *
   * @param collections as the template has them; one without names means all metrics
   */
  void collect(String group, List<ResourceProperties> collections) {
    for (ResourceProperties collection : collections) {
      collection.inert("AWS takes no other", "Granularity");
      List<String> named = collection.strings("Metrics");
      collected
          .computeIfAbsent(group, _ -> ConcurrentHashMap.newKeySet())
          .addAll(named.isEmpty() ? OF_GROUPS.stream().map(ServiceMetric::name).toList() : named);
    }
  }

  /** Records the state of all groups and instances. */
  synchronized void sample() {
    Set<String> present = new HashSet<>();
    for (String group : fleet.groupNames()) {
      List<InstanceView> instances = fleet.group(group).instances();
      sample(group, instances);
      agents.sample(fleet.group(group), instances);
      ofInstances.sample(fleet.group(group), instances);
      instances.forEach(instance -> present.add(instance.id()));
    }
    ofInstances.keep(present);
  }

  private void sample(String group, List<InstanceView> instances) {
    Set<String> wanted = collected.getOrDefault(group, Set.of());
    values(group, instances)
        .forEach(
            (name, value) -> {
              if (wanted.contains(name)) {
                metrics.record(ofGroups(name), Map.of(GROUP, group), value);
              }
            });
  }

  private Map<String, Integer> values(String group, List<InstanceView> instances) {
    Fleet.Capacity capacity = fleet.capacity(group);
    int inService = 0;
    int pending = 0;
    int terminating = 0;
    int warming = 0;
    int warm = 0;
    int cooling = 0;
    for (InstanceView instance : instances) {
      switch (instance.state()) {
        case IN_SERVICE -> inService++;
        case PENDING, PENDING_WAIT, PENDING_PROCEED -> pending++;
        case TERMINATING, TERMINATING_WAIT, TERMINATING_PROCEED -> terminating++;
        case WARMED_PENDING, WARMED_PENDING_WAIT, WARMED_PENDING_PROCEED -> warming++;
        case WARMED_STOPPED -> warm++;
        case WARMED_TERMINATING -> cooling++;
        case TERMINATED -> {}
      }
    }
    int total = inService + pending + terminating;
    int pool = warming + warm + cooling;
    Map<String, Integer> values = new LinkedHashMap<>();
    values.put("GroupMinSize", capacity.minimum());
    values.put("GroupMaxSize", capacity.maximum());
    values.put("GroupDesiredCapacity", capacity.desired());
    values.put("GroupInServiceInstances", inService);
    values.put("GroupPendingInstances", pending);
    values.put("GroupTerminatingInstances", terminating);
    values.put("GroupTotalInstances", total);
    if (pool > 0) {
      withWarmPool.add(group);
    }
    if (withWarmPool.contains(group)) {
      values.put("WarmPoolPendingCapacity", warming);
      values.put("WarmPoolWarmedCapacity", warm);
      values.put("WarmPoolTerminatingCapacity", cooling);
      values.put("WarmPoolTotalCapacity", pool);
      values.put("GroupAndWarmPoolTotalCapacity", total + pool);
    }
    return values;
  }
}
