package io.gamekeeper.local.aws.autoscaling;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.aws.autoscaling.machine.CloudConfig.WrittenFile;
import io.gamekeeper.local.iam.RequestContext;
import io.gamekeeper.local.observe.MetricName;
import io.gamekeeper.local.service.Ground;
import java.io.File;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The part of the CloudWatch agent that measures disks, as far as user data configures it: how full
 * the disk is, aggregated by the dimensions that the configuration lists. All instances share this
 * machine's disk.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Agent-Configuration-File-Details.html">The
 *     agent's configuration file</a>
 */
final class AgentMetrics {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SEND = "cloudwatch:PutMetricData";
  private static final String USED = "used_percent";

  private final Ground ground;
  private final File disk;
  private final Map<String, List<Disk>> byTemplate = new ConcurrentHashMap<>();

  /** How a value of a disk is sent. */
  private record Disk(MetricName metric, String unit) {}

  AgentMetrics(Ground ground) {
    this.ground = ground;
    this.disk = ground.folder().toFile();
  }

  /** Records the disk of each instance whose server runs. */
  void sample(AutoScalingGroup group, List<InstanceView> instances) {
    LaunchTemplate template = group.settings().template();
    List<Disk> configured = byTemplate.computeIfAbsent(template.id(), _ -> permitted(template));
    long used = disk.getTotalSpace() - disk.getFreeSpace();
    double percent = 100.0 * used / (used + disk.getUsableSpace());
    for (InstanceView instance : instances) {
      if (instance.pid().isPresent()) {
        configured.forEach(
            each -> ground.metrics().record(each.metric(), each.unit(), false, percent));
      }
    }
  }

  /**
   * Returns what the configuration names and the role lets the agent send; notes what it does not.
   */
  private List<Disk> permitted(LaunchTemplate template) {
    List<Disk> permitted = new ArrayList<>();
    for (Disk disk : read(template)) {
      String namespace = disk.metric().namespace();
      RequestContext request = RequestContext.NONE.with("cloudwatch:namespace", namespace);
      if (template.role().filter(role -> role.decide(SEND, "*", request).allowed()).isPresent()) {
        permitted.add(disk);
      } else {
        ground
            .errors()
            .note(
                template.where(),
                "its role may not " + SEND + " to " + namespace + ": the agent sends nothing");
      }
    }
    return permitted;
  }

  private static List<Disk> read(LaunchTemplate template) {
    List<Disk> disks = new ArrayList<>();
    for (WrittenFile file : template.config().files()) {
      if (file.path().endsWith(".json")) {
        try {
          disks.addAll(read(JSON.readTree(file.content()).path("metrics")));
        } catch (JsonProcessingException e) {
          // Noted where the log groups are read.
        }
      }
    }
    return List.copyOf(disks);
  }

  private static List<Disk> read(JsonNode metrics) {
    JsonNode disk = metrics.path("metrics_collected").path("disk");
    Map<String, String> appended = new HashMap<>();
    disk.path("append_dimensions")
        .properties()
        .forEach(dimension -> appended.put(dimension.getKey(), dimension.getValue().asText()));
    List<Disk> disks = new ArrayList<>();
    for (JsonNode measurement : disk.path("measurement")) {
      if (measurement.path("name").asText().endsWith(USED)) {
        for (JsonNode set : metrics.path("aggregation_dimensions")) {
          Map<String, String> dimensions = new HashMap<>();
          set.forEach(
              name -> dimensions.put(name.asText(), appended.getOrDefault(name.asText(), "")));
          disks.add(
              new Disk(
                  new MetricName(
                      metrics.path("namespace").asText("CWAgent"),
                      measurement.path("rename").asText("disk_" + USED),
                      dimensions),
                  measurement.path("unit").asText("Percent")));
        }
      }
    }
    return disks;
  }
}
