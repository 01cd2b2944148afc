package io.gamekeeper.local.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The metrics in log lines, as CloudWatch Logs finds them (embedded metric format). Malformed
 * metrics are dropped, as CloudWatch drops them.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">the
 *     format</a>
 */
public final class EmbeddedMetrics {
  private static final String MARK = "\"_aws\"";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final MetricStore metrics;

  public EmbeddedMetrics(MetricStore metrics) {
    this.metrics = metrics;
  }

  /** Records the metrics in a line, if any. */
  public void harvest(String line) {
    if (!line.startsWith("{") || !line.contains(MARK)) {
      return;
    }
    JsonNode root;
    try {
      root = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return; // a cut or foreign line: a log line, but no metrics
    }
    for (JsonNode directive : root.path("_aws").path("CloudWatchMetrics")) {
      for (JsonNode dimensionSet : directive.path("Dimensions")) {
        harvest(root, directive, dimensions(root, dimensionSet));
      }
    }
  }

  private void harvest(JsonNode root, JsonNode directive, Map<String, String> dimensions) {
    String namespace = directive.path("Namespace").asText();
    for (JsonNode definition : directive.path("Metrics")) {
      MetricName name = new MetricName(namespace, definition.path("Name").asText(), dimensions);
      String unit = definition.path("Unit").asText("None");
      boolean highResolution = definition.path("StorageResolution").asInt(60) == 1;
      JsonNode values = root.path(name.name());
      if (values.isArray()) {
        values.forEach(value -> metrics.record(name, unit, highResolution, value.asDouble()));
      } else if (values.isNumber()) {
        metrics.record(name, unit, highResolution, values.asDouble());
      }
    }
  }

  private static Map<String, String> dimensions(JsonNode root, JsonNode names) {
    Map<String, String> dimensions = new LinkedHashMap<>();
    names.forEach(name -> dimensions.put(name.asText(), root.path(name.asText()).asText()));
    return dimensions;
  }
}
