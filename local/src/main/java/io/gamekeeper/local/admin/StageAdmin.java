package io.gamekeeper.local.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.aws.lambda.InvocationResult;
import io.gamekeeper.local.client.EngineTime;
import io.gamekeeper.local.observe.MetricName;
import io.gamekeeper.local.observe.MetricStore;
import io.gamekeeper.local.observe.RouteTimes;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.template.ResourceStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What the admin API can do with a stage. */
public final class StageAdmin {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Duration TOKEN_LASTS = Duration.ofHours(1);

  private final StageParts stage;
  private final EngineOperations engines;

  /** Operations on a stage. */
  public StageAdmin(StageParts stage) {
    this.stage = stage;
    this.engines = new EngineOperations(stage.supervision(), stage.engines().redis());
  }

  /** All operations by their name in the API. */
  public Map<String, AdminApi.Operation> operations() {
    Map<String, AdminApi.Operation> operations =
        new HashMap<>(
            Map.ofEntries(
                Map.entry("status", _ -> status()),
                Map.entry("routes", _ -> routes()),
                Map.entry("reset-routes", _ -> resetRoutes()),
                Map.entry("token", this::token),
                Map.entry("invoke", this::invoke)));
    operations.putAll(new StoreOperations(stage.stores(), stage.parameters()).operations());
    operations.putAll(new FleetOperations(stage.fleet()).operations());
    operations.putAll(engines.operations());
    operations.putAll(
        new AssetOperations(stage.parameters(), stage.keys(), stage.engines().s3()).operations());
    operations.putAll(new DeliveryOperations(stage.deliveries()).operations());
    return operations;
  }

  private ObjectNode status() {
    ObjectNode status = NODES.objectNode();
    status.put("port", stage.port()).put("dataDir", stage.ground().folder().toString());
    status.set("engines", engines.list());
    status.set("memory", new Memory(stage).nodes());
    ArrayNode resources = status.putArray("resources");
    for (ResourceStatus resource : stage.resources().status()) {
      ObjectNode node = resources.addObject();
      node.put("stack", resource.address().stack());
      node.put("logicalId", resource.address().logicalId());
      node.put("type", resource.type());
      node.put("fidelity", resource.fidelity().label());
      node.put("summary", stage.supervision().described(resource.summary()));
      ObjectNode inert = node.putObject("inert");
      resource.inert().forEach(inert::put);
      ArrayNode notSimulated = node.putArray("notSimulated");
      resource.notSimulated().forEach(notSimulated::add);
    }
    ArrayNode logGroups = status.putArray("logGroups");
    for (String group : stage.ground().logs().groups()) {
      logGroups.addObject().put("name", group).put("lines", stage.ground().logs().lines(group));
    }
    status.put("traces", stage.traces().accepted());
    status.set("metrics", metrics());
    status.set("routes", routes());
    ArrayNode errors = status.putArray("recentErrors");
    stage
        .ground()
        .errors()
        .newest()
        .forEach(
            error ->
                errors
                    .addObject()
                    .put("at", error.at().toString())
                    .put("logicalId", error.logicalId())
                    .put("message", error.message()));
    return status;
  }

  private ArrayNode metrics() {
    MetricStore store = stage.ground().metrics();
    ArrayNode metrics = NODES.arrayNode();
    for (MetricName metric : store.names()) {
      ObjectNode node = metrics.addObject();
      node.put("namespace", metric.namespace()).put("name", metric.name());
      ObjectNode dimensions = node.putObject("dimensions");
      metric.dimensions().forEach(dimensions::put);
      node.put("unit", store.unit(metric));
      long count = 0;
      double sum = 0;
      for (MetricStore.Aggregate period : store.since(metric, Instant.EPOCH)) {
        count += period.count();
        sum += period.sum();
      }
      node.put("count", count).put("sum", sum);
    }
    return metrics;
  }

  private ObjectNode routes() {
    ObjectNode routes = NODES.objectNode();
    stage
        .routes()
        .summaries()
        .forEach(
            (name, summary) -> {
              ObjectNode node = routes.putObject(name);
              node.put("calls", summary.calls()).put("failures", summary.failures());
              put(node.putObject("totalMicros"), summary.total());
              put(node.putObject("ownMicros"), summary.own());
            });
    return routes;
  }

  private static void put(ObjectNode node, RouteTimes.Percentiles percentiles) {
    node.put("p50", percentiles.p50Micros())
        .put("p99", percentiles.p99Micros())
        .put("max", percentiles.maxMicros());
  }

  private ObjectNode resetRoutes() {
    stage.routes().reset();
    return NODES.objectNode();
  }

  private ObjectNode token(JsonNode arguments) {
    return NODES
        .objectNode()
        .put("token", stage.tokens().issue(required(arguments, "player"), TOKEN_LASTS));
  }

  /** Calls a function by its logical id, name or ARN as somebody with all rights would. */
  private ObjectNode invoke(JsonNode arguments) throws InterruptedException {
    String function = required(arguments, "function");
    String payload = arguments.path("payload").isMissingNode() ? "{}" : text(arguments);
    InvocationResult result =
        stage
            .functions()
            .invoke(
                stage.functions().callable(function),
                payload.getBytes(StandardCharsets.UTF_8),
                new EngineTime());
    ObjectNode answer = NODES.objectNode();
    switch (result) {
      case InvocationResult.Answered(byte[] json) -> answer.set("payload", parse(json));
      case InvocationResult.Failed failed ->
          answer.put("error", failed.errorType() + ": " + failed.message());
      case InvocationResult.Throttled(String reason) -> answer.put("error", reason);
    }
    return answer;
  }

  /**
   * An argument that must be there.
   *
   * @throws IllegalArgumentException if it is not
   */
  static String required(JsonNode arguments, String name) {
    String value = arguments.path(name).asText();
    if (value.isEmpty()) {
      throw new IllegalArgumentException("the argument " + name + " is missing");
    }
    return value;
  }

  private static String text(JsonNode arguments) {
    try {
      return JSON.writeValueAsString(arguments.path("payload"));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("JSON that was read could not be written", e);
    }
  }

  private static JsonNode parse(byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new StageException("the function returned no JSON", e);
    }
  }
}
