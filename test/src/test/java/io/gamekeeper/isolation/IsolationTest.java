package io.gamekeeper.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.LeaderboardEnvironment;
import io.gamekeeper.contract.RebuildEnvironment;
import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.local.aws.lambda.Bundles;
import io.gamekeeper.local.aws.lambda.FunctionConfig;
import io.gamekeeper.local.aws.lambda.LambdaService;
import io.gamekeeper.local.aws.lambda.Surroundings;
import io.gamekeeper.local.client.EngineTime;
import io.gamekeeper.local.observe.Console;
import io.gamekeeper.local.observe.LogEvent;
import io.gamekeeper.local.observe.LogStore;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.target.InvocationResult;
import io.gamekeeper.local.testing.DeclaredFunction;
import io.gamekeeper.local.time.StageTime;
import io.gamekeeper.testing.PlayerTokens;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IsolationTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CALLS = 60;

  @TempDir static Path folder;

  /** A version as the stage runs it: what it must show and nobody else may. */
  private record Version(GameFunction function, int number) {
    String name() {
      return function.functionName() + "-" + number;
    }

    String namespace() {
      return "Gamekeeper/" + number;
    }

    String logGroup() {
      return "/aws/lambda/" + name();
    }

    /** Each call's trace id tells version and call. */
    String trace(int call) {
      return "1-67891233-"
          + HexFormat.of().toHexDigits(function == GameFunction.HEALTH ? 0xa : 0xb, 4)
          + HexFormat.of().toHexDigits(number, 4)
          + HexFormat.of().toHexDigits(call, 16);
    }
  }

  @Test
  void twoFunctionsInTwoVersionsKeepTheirTelemetryApart() throws Exception {
    Console.install();
    InstantSource clock = InstantSource.system();
    List<Version> versions =
        List.of(
            new Version(GameFunction.HEALTH, 1),
            new Version(GameFunction.HEALTH, 2),
            new Version(GameFunction.SCORES, 1),
            new Version(GameFunction.SCORES, 2));
    try (Ground ground = Ground.of(new StageTime(clock, Thread::sleep, new Random(1)), folder);
        LambdaService lambda =
            new LambdaService(
                Surroundings.on(
                    ground, config -> new DeadStores(config.environment()), new Bundles(folder)))) {
      LogStore logs = ground.logs();
      for (Version version : versions) {
        logs.create(version.logGroup());
        lambda.create(config(version));
      }

      callAllAtOnce(lambda, versions);

      for (Version version : versions) {
        assertThatItShowsOnlyItself(version, lines(logs, version));
      }
    }
  }

  private static void callAllAtOnce(LambdaService lambda, List<Version> versions) throws Exception {
    List<Callable<InvocationResult>> calls = new ArrayList<>();
    for (int call = 0; call < CALLS; call++) {
      for (Version version : versions) {
        byte[] event = event(version, call).getBytes(StandardCharsets.UTF_8);
        calls.add(() -> lambda.invoke(version.name(), event, new EngineTime()));
      }
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<InvocationResult> result : threads.invokeAll(calls)) {
        assertThat(result.get()).isInstanceOf(InvocationResult.Answered.class);
      }
    }
  }

  private static void assertThatItShowsOnlyItself(Version version, List<JsonNode> lines) {
    List<JsonNode> metrics = lines.stream().filter(line -> line.has("_aws")).toList();
    List<JsonNode> logs = lines.stream().filter(line -> line.has("level")).toList();
    boolean[] answered = new boolean[CALLS];
    long coldStarts = 0;
    for (JsonNode line : metrics) {
      assertThat(line.at("/_aws/CloudWatchMetrics/0/Namespace").asText())
          .isEqualTo(version.namespace());
      assertThat(line.get("Service").asText()).isEqualTo(version.name());
      answered[callOf(version, line.get("correlationId").asText())] = true;
      coldStarts += line.has("ColdStart") ? 1 : 0;
    }
    for (JsonNode line : logs) {
      assertThat(line.get("service").asText()).as(line.toString()).isEqualTo(version.name());
      answered[callOf(version, line.get("correlation_id").asText())] = true;
    }
    assertThat(answered).as(version.name()).doesNotContain(false);
    assertThat(coldStarts).as("one per instance, of at most eight").isBetween(1L, 8L);
    if (version.function() == GameFunction.HEALTH) {
      assertThat(logs).as("both stores are down").hasSize(2 * CALLS);
      assertThat(logs.stream().filter(line -> line.get("cold_start").asBoolean()))
          .hasSize((int) (2 * coldStarts));
    } else {
      assertThat(metrics.stream().filter(line -> line.has("RequestsRefused"))).hasSize(CALLS);
    }
  }

  private static int callOf(Version version, String correlationId) {
    int call = Integer.parseInt(correlationId.substring(correlationId.length() - 8), 16);
    assertThat(correlationId).isEqualTo(version.trace(call));
    return call;
  }

  private static List<JsonNode> lines(LogStore logs, Version version)
      throws JsonProcessingException {
    List<JsonNode> lines = new ArrayList<>();
    for (LogEvent event : logs.tail(version.logGroup(), 10_000)) {
      if (event.message().startsWith("{")) {
        lines.add(JSON.readTree(event.message()));
      }
    }
    return lines;
  }

  private static FunctionConfig config(Version version) {
    Map<String, String> variables = new HashMap<>();
    variables.putAll(new TelemetryEnvironment(version.name(), version.namespace(), "INFO").toMap());
    variables.putAll(PlayerTokens.IDENTITY.toMap());
    variables.putAll(new LeaderboardEnvironment("redis", 6379, "log", "seasons").toMap());
    variables.putAll(new RebuildEnvironment("leaderboard-rebuild").toMap());
    return new DeclaredFunction(
            version.name(),
            version.function().bundle().zip(Path.of(System.getProperty("gamekeeper.root"))))
        .handler(version.function().handler())
        .environment(variables)
        .timeout(Duration.ofSeconds(20))
        .logGroup(version.logGroup())
        .traced()
        .config();
  }

  private static String event(Version version, int call) {
    boolean health = version.function() == GameFunction.HEALTH;
    return """
    {"httpMethod":"%s","path":"%s","queryStringParameters":{},\
    "headers":{"content-type":"application/json","x-amzn-trace-id":"Root=%s"},\
    "body":"{}","isBase64Encoded":false}\
    """
        .formatted(
            health ? "GET" : "POST",
            health ? "/healthz" : "/v1/leaderboards/arena/scores",
            version.trace(call));
  }
}
