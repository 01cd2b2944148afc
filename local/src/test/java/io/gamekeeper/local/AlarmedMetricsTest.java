package io.gamekeeper.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.aws.autoscaling.Fleet;
import io.gamekeeper.local.aws.elb.ElasticLoadBalancing;
import io.gamekeeper.local.aws.events.Events;
import io.gamekeeper.local.aws.firehose.Firehose;
import io.gamekeeper.local.aws.lambda.Bundles;
import io.gamekeeper.local.aws.lambda.LambdaService;
import io.gamekeeper.local.aws.lambda.Surroundings;
import io.gamekeeper.local.aws.scheduler.EventBridgeScheduler;
import io.gamekeeper.local.aws.waf.Waf;
import io.gamekeeper.local.engine.Durability;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.http.Names;
import io.gamekeeper.local.lake.Catalogue;
import io.gamekeeper.local.lake.ParquetEngine;
import io.gamekeeper.local.observe.RouteTimes;
import io.gamekeeper.local.observe.ServiceMetric;
import io.gamekeeper.local.service.Ground;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every metric that an alarm of the Dev stage watches is sent, or it is known why it is not. */
final class AlarmedMetricsTest {
  private static final Path SNAPSHOTS =
      Path.of(
          System.getProperty("gamekeeper.root", ".."), "infra/src/test/resources/snapshots/Dev");

  /** What no service of the stage can measure, with the reason. */
  private static final Map<String, String> NOT_SENT =
      Map.of(
          "AWS/RDS ReplicaLag",
          "the replica is only a name: no second server lags",
          "AWS/DynamoDB WriteThrottleEvents",
          "DynamoDB Local throttles nobody");

  /** A metric by namespace, name and the names of its dimensions. */
  private record Watched(String namespace, String name, Set<String> dimensions) {}

  @TempDir private Path folder;

  @Test
  void eachMetricOfAnAlarmIsSentOrItIsKnownWhyNot() throws Exception {
    Map<String, String> unsent = new TreeMap<>();
    int watched = 0;
    try (LedTime time = new LedTime(folder)) {
      Engines engines = Engines.ofOneStage(folder, Durability.TEMPORARY);
      try (engines;
          Fleet _ = allServices(time.ground(), engines)) {
        countLines(time.ground());
        for (Map.Entry<String, Watched> alarm : watched().entrySet()) {
          Watched metric = alarm.getValue();
          watched++;
          time.ground()
              .watched()
              .notSent(metric.namespace(), metric.name(), metric.dimensions())
              .ifPresent(
                  reason ->
                      unsent.put(
                          metric.namespace() + " " + metric.name(),
                          alarm.getKey() + ": " + reason));
        }
      }
    }

    assertThat(watched).isGreaterThan(30);
    assertThat(unsent).containsOnlyKeys(NOT_SENT.keySet());
  }

  private Fleet allServices(Ground ground, Engines engines) {
    Foundation foundation = new Foundation(ground, engines);
    foundation.resourceTypes();
    new Firehose(
        ground,
        foundation.s3().buckets(),
        new Catalogue(),
        new ParquetEngine(folder.resolve("queries")));
    new Events(ground);
    new EventBridgeScheduler(ground);
    new Waf(ground, _ -> {}).resourceTypes();
    LambdaService functions =
        new LambdaService(
            Surroundings.on(
                ground,
                _ -> {
                  throw new IllegalStateException("nothing runs");
                },
                new Bundles(folder.resolve("bundles"))));
    new ElasticLoadBalancing(
        ground,
        functions,
        new Names(),
        0,
        new RouteTimes(),
        Duration.ofSeconds(1),
        (_, _) -> _ -> false,
        _ -> {});
    return Fleet.open(
        ground,
        (_, _, _) -> Optional.empty(),
        (_, _) -> Optional.empty(),
        (_, _) -> {},
        folder.resolve("cache"));
  }

  /** Returns the metrics that alarms watch, by the alarms' logical ids with a number. */
  private static Map<String, Watched> watched() throws IOException {
    Map<String, Watched> found = new LinkedHashMap<>();
    eachOf(
        "AWS::CloudWatch::Alarm",
        (id, properties) ->
            metrics(properties).forEach(metric -> found.put(id + " " + found.size(), metric)));
    return found;
  }

  /** Declares what the templates' metric filters count. */
  private static void countLines(Ground ground) throws IOException {
    eachOf(
        "AWS::Logs::MetricFilter",
        (_, properties) -> {
          for (JsonNode metric : properties.path("MetricTransformations")) {
            ground.sends(
                List.of(
                    ServiceMetric.of(
                        metric.path("MetricNamespace").asText(),
                        metric.path("MetricName").asText(),
                        metric.path("Unit").asText(),
                        "")));
          }
        });
  }

  /** Takes the logical ids and properties of all resources of a type. */
  private static void eachOf(String type, BiConsumer<String, JsonNode> taken) throws IOException {
    ObjectMapper json = new ObjectMapper();
    try (Stream<Path> files = Files.list(SNAPSHOTS)) {
      for (Path file : files.sorted().toList()) {
        json.readTree(file.toFile())
            .path("Resources")
            .properties()
            .forEach(
                resource -> {
                  if (resource.getValue().path("Type").asText().equals(type)) {
                    taken.accept(resource.getKey(), resource.getValue().path("Properties"));
                  }
                });
      }
    }
  }

  private static List<Watched> metrics(JsonNode alarm) {
    if (alarm.has("MetricName")) {
      return List.of(metric(alarm));
    }
    return Stream.iterate(0, i -> i < alarm.path("Metrics").size(), i -> i + 1)
        .map(i -> alarm.path("Metrics").path(i).path("MetricStat").path("Metric"))
        .filter(metric -> !metric.isMissingNode())
        .map(AlarmedMetricsTest::metric)
        .toList();
  }

  private static Watched metric(JsonNode metric) {
    Set<String> dimensions = new TreeSet<>();
    metric.path("Dimensions").forEach(each -> dimensions.add(each.path("Name").asText()));
    return new Watched(
        metric.path("Namespace").asText(), metric.path("MetricName").asText(), dimensions);
  }
}
