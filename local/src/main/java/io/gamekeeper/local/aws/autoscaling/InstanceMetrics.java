package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.observe.ServiceMetric;
import io.gamekeeper.local.observe.ServiceMetrics;
import io.gamekeeper.local.process.DiskUse;
import io.gamekeeper.local.process.ProcessorUse;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.target.Traffic;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What EC2 sends of instances each minute, as it does with detailed monitoring. Processors and
 * disks are those of this machine, as far as an instance's server uses them; the network is what
 * load balancers and the server exchange. Instances without a running server send no use of
 * processors and disks.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html">CloudWatch
 *     metrics that are available for your instances</a>
 */
final class InstanceMetrics {
  private static final String INSTANCE = "InstanceId";

  private static final ServiceMetric PROCESSOR = of("CPUUtilization", "Percent");
  private static final ServiceMetric NETWORK_IN = of("NetworkIn", "Bytes");
  private static final ServiceMetric NETWORK_OUT = of("NetworkOut", "Bytes");
  private static final ServiceMetric READ = of("EBSReadBytes", "Bytes");
  private static final ServiceMetric WRITTEN = of("EBSWriteBytes", "Bytes");

  static final List<ServiceMetric> ALL = List.of(PROCESSOR, NETWORK_IN, NETWORK_OUT, READ, WRITTEN);

  private final InstantSource clock;
  private final ServiceMetrics metrics;
  private final Map<String, Meters> byInstance = new HashMap<>();

  /** What has been seen of one instance. */
  private static final class Meters {
    private final ProcessorUse processor;
    private final DiskUse disk = new DiskUse();
    private Traffic traffic = Traffic.NONE;

    Meters(InstantSource clock) {
      this.processor = new ProcessorUse(clock);
    }
  }

  InstanceMetrics(Ground ground, ServiceMetrics metrics) {
    this.clock = ground.time().clock();
    this.metrics = metrics;
  }

  private static ServiceMetric of(String name, String unit) {
    return ServiceMetric.of("AWS/EC2", name, unit, INSTANCE, FleetMetrics.GROUP);
  }

  /** Records what the instances of a group did since the last sample. */
  void sample(AutoScalingGroup group, List<InstanceView> instances) {
    for (InstanceView instance : instances) {
      Map<String, String> dimensions =
          Map.of(INSTANCE, instance.id(), FleetMetrics.GROUP, group.settings().name());
      Meters meters = byInstance.computeIfAbsent(instance.id(), _ -> new Meters(clock));
      Collection<ProcessHandle> processes = processes(instance.pid());
      meters
          .processor
          .look(processes)
          .ifPresent(percent -> metrics.record(PROCESSOR, dimensions, percent));
      meters
          .disk
          .look(processes)
          .ifPresent(
              bytes -> {
                metrics.record(READ, dimensions, (double) bytes.read());
                metrics.record(WRITTEN, dimensions, (double) bytes.written());
              });
      Traffic total = group.traffic(instance.id());
      Traffic more = total.since(meters.traffic);
      meters.traffic = total;
      metrics.record(NETWORK_IN, dimensions, (double) more.in());
      metrics.record(NETWORK_OUT, dimensions, (double) more.out());
    }
  }

  /** Forgets all other instances. */
  void keep(Set<String> instances) {
    byInstance.keySet().retainAll(instances);
  }

  private static Collection<ProcessHandle> processes(OptionalLong pid) {
    return pid.isEmpty()
        ? List.of()
        : ProcessHandle.of(pid.getAsLong()).stream()
            .flatMap(server -> Stream.concat(Stream.of(server), server.descendants()))
            .toList();
  }
}
