package io.gamekeeper.local.aws.xray;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.xray.model.Edge;
import software.amazon.awssdk.services.xray.model.EdgeStatistics;
import software.amazon.awssdk.services.xray.model.ErrorStatistics;
import software.amazon.awssdk.services.xray.model.FaultStatistics;
import software.amazon.awssdk.services.xray.model.Service;
import software.amazon.awssdk.services.xray.model.ServiceStatistics;

/**
 * The graph of what served in some traces, and who called whom. What nobody above has a segment of
 * is called by a client of its name, as X-Ray draws it.
 */
final class ServiceGraph {
  private final Map<ServiceKey, Count> nodes = new LinkedHashMap<>();
  private final Map<ServiceKey, Map<ServiceKey, Count>> calls = new LinkedHashMap<>();

  /** How often something was asked, and how that ended. */
  private static final class Count {
    private long total;
    private long errors;
    private long throttles;
    private long faults;
    private double seconds;

    private void add(JsonNode part) {
      total++;
      if (part.path("fault").asBoolean()) {
        faults++;
      } else if (part.path("error").asBoolean()) {
        errors++;
        throttles += part.path("throttle").asBoolean() ? 1 : 0;
      }
      seconds += StoredTrace.end(part) - StoredTrace.start(part);
    }

    private long ok() {
      return total - errors - faults;
    }

    private ErrorStatistics errors() {
      return ErrorStatistics.builder()
          .throttleCount(throttles)
          .otherCount(errors - throttles)
          .totalCount(errors)
          .build();
    }

    private FaultStatistics faults() {
      return FaultStatistics.builder().otherCount(faults).totalCount(faults).build();
    }
  }

  /** Adds a trace. */
  void add(StoredTrace trace) {
    Map<String, ServiceKey> owners = new HashMap<>();
    for (ObjectNode segment : trace.segments()) {
      ServiceKey key = ServiceKey.of(segment);
      StoredTrace.eachWithin(segment, part -> owners.put(part.path("id").asText(), key));
    }
    for (ObjectNode segment : trace.segments()) {
      ServiceKey key = ServiceKey.of(segment);
      node(key).add(segment);
      @Nullable ServiceKey above = owners.get(segment.path("parent_id").asText());
      ServiceKey caller = above == null ? new ServiceKey(key.name(), "client") : above;
      if (above == null) {
        node(caller);
      }
      if (!caller.equals(key)) {
        call(caller, key).add(segment);
      }
      StoredTrace.eachWithin(
          segment,
          part -> {
            ServiceKey called = ServiceKey.calledBy(part);
            if (called != null) {
              node(called).add(part);
              call(key, called).add(part);
            }
          });
    }
  }

  private Count node(ServiceKey key) {
    return nodes.computeIfAbsent(key, _ -> new Count());
  }

  private Count call(ServiceKey from, ServiceKey to) {
    return calls
        .computeIfAbsent(from, _ -> new LinkedHashMap<>())
        .computeIfAbsent(to, _ -> new Count());
  }

  /** Returns the nodes with their edges. */
  List<Service> services(String account, Instant from, Instant to) {
    Map<ServiceKey, Integer> references = new HashMap<>();
    nodes.keySet().forEach(key -> references.put(key, references.size()));
    return nodes.entrySet().stream()
        .map(
            node ->
                Service.builder()
                    .referenceId(references.get(node.getKey()))
                    .name(node.getKey().name())
                    .names(node.getKey().name())
                    .type(node.getKey().type())
                    .accountId(account)
                    .state("active")
                    .root("client".equals(node.getKey().type()))
                    .startTime(from)
                    .endTime(to)
                    .summaryStatistics(statistics(node.getValue()))
                    .edges(edges(node.getKey(), references, from, to))
                    .build())
        .toList();
  }

  private List<Edge> edges(
      ServiceKey from, Map<ServiceKey, Integer> references, Instant start, Instant end) {
    return calls.getOrDefault(from, Map.of()).entrySet().stream()
        .map(
            call ->
                Edge.builder()
                    .referenceId(references.get(call.getKey()))
                    .startTime(start)
                    .endTime(end)
                    .summaryStatistics(
                        EdgeStatistics.builder()
                            .okCount(call.getValue().ok())
                            .errorStatistics(call.getValue().errors())
                            .faultStatistics(call.getValue().faults())
                            .totalCount(call.getValue().total)
                            .totalResponseTime(call.getValue().seconds)
                            .build())
                    .build())
        .toList();
  }

  private static ServiceStatistics statistics(Count count) {
    return ServiceStatistics.builder()
        .okCount(count.ok())
        .errorStatistics(count.errors())
        .faultStatistics(count.faults())
        .totalCount(count.total)
        .totalResponseTime(count.seconds)
        .build();
  }
}
