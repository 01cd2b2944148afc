package io.gamekeeper.local.aws.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.client.EngineTime;
import io.gamekeeper.local.observe.Console;
import io.gamekeeper.local.observe.LogEvent;
import io.gamekeeper.local.observe.LogStore;
import io.gamekeeper.local.observe.MetricName;
import io.gamekeeper.local.observe.MetricStore;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.target.Call;
import io.gamekeeper.local.target.InvocationResult;
import io.gamekeeper.local.target.Target;
import io.gamekeeper.local.testing.DeclaredFunction;
import io.gamekeeper.local.testing.Uncalled;
import io.gamekeeper.platform.Platform;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LambdaServiceTest {
  /** Long enough for what is to end in time, on a busy machine too. */
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private static final String QUEUE = "arn:aws:sqs:eu-central-1:000000000000:failed";

  private static final String SOURCE =
      """
      package sample;

      import com.amazonaws.services.lambda.runtime.Context;
      import com.amazonaws.services.lambda.runtime.RequestHandler;
      import io.gamekeeper.platform.Platform;
      import io.gamekeeper.platform.SnapshotHook;
      import java.util.Map;

      public class Handler implements RequestHandler<Map<String, String>, String> {
        static int calls;
        private String life = "";

        Handler(Platform platform) {
          platform.onSnapshot(
              new SnapshotHook() {
                @Override public void beforeSnapshot() { life += "before,"; }
                @Override public void afterRestore() { life += "after"; }
              });
        }

        @Override
        public String handleRequest(Map<String, String> event, Context context) {
          return switch (event.get("do")) {
            case "count" -> Integer.toString(++calls);
            case "life" -> life;
            case "fail" -> throw new IllegalStateException("asked to fail");
            case "hang" -> {
              try {
                Thread.sleep(60_000);
              } catch (InterruptedException e) {
                System.out.println("interrupted");
              }
              yield "late";
            }
            case "interrupt" -> {
              Thread.currentThread().interrupt();
              yield "interrupted";
            }
            case "identity" -> Integer.toString(System.identityHashCode(this));
            case "metric" -> {
              System.out.println(
                  "{\\"_aws\\":{\\"CloudWatchMetrics\\":[{\\"Namespace\\":\\"N\\",\\"Dimensions\\":[[\\"D\\"]],"
                      + "\\"Metrics\\":[{\\"Name\\":\\"M\\",\\"Unit\\":\\"Count\\"}]}]},\\"D\\":\\"" + event.get("id")
                      + "\\",\\"M\\":1}");
              yield "ok";
            }
            default -> context.getFunctionName() + " " + context.getMemoryLimitInMB();
          };
        }
      }
      """;

  private final Path folder;
  private Path zip;
  private final LedTime time = new LedTime();
  private final Ground ground = time.ground();
  private final LogStore logs = ground.logs();
  private final MetricStore metrics = ground.metrics();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private LambdaService service;

  LambdaServiceTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void compileTheFunction() throws Exception {
    Console.install();
    zip = FunctionZip.compile(folder, SOURCE);
    service = service();
    logs.create("group");
    ground.targets().add("sqs", _ -> Optional.of(new Kept(failures)));
  }

  @AfterEach
  void close() {
    service.close();
    time.close();
  }

  @Test
  void functionsFromOneZipShareNoStatics() throws Exception {
    service.create(config("one", false, OptionalInt.empty()));
    service.create(config("two", false, OptionalInt.empty()));

    assertThat(call("one", "count")).isEqualTo("\"1\"");
    assertThat(call("one", "count")).isEqualTo("\"2\"");
    assertThat(call("two", "count")).isEqualTo("\"1\"");
    assertThat(call("two", "describe")).isEqualTo("\"two 256\"");
  }

  @Test
  void versionsWithSnapStartRunTheHooksInOrder() throws Exception {
    service.create(config("snap", true, OptionalInt.empty()));
    String version = service.publish("snap");
    service.alias("snap", "live", version);

    assertThat(call("snap:live", "life")).isEqualTo("\"before,after\"");
    assertThat(call("snap", "life")).isEqualTo("\"\"");
  }

  @Test
  void anIdleInstanceIsUsedAgain() throws Exception {
    service.create(config("one", false, OptionalInt.empty()));

    assertThat(call("one", "identity")).isEqualTo(call("one", "identity"));
  }

  @Test
  void aCallThatTakesTooLongIsAnsweredAsTimedOutAndInterrupted() throws Exception {
    service.create(config("one", false, OptionalInt.empty()));

    InvocationResult result = invoke("one", "hang");

    assertThat(result).isInstanceOf(InvocationResult.Failed.class);
    assertThat(((InvocationResult.Failed) result).message())
        .contains("Task timed out after 3.00 seconds");
    await()
        .until(
            () -> logs.tail("group", 10).stream().map(LogEvent::message).toList(),
            lines -> lines.contains("interrupted"));
  }

  @Test
  void lambdaReportsEachInvocationOfAFunctionThatLogsAsJson() throws Exception {
    DeclaredFunction declared =
        new DeclaredFunction("one", zip)
            .handler("sample.Handler::handleRequest")
            .logGroup("group")
            .traced();
    service.create(declared.config());
    call("one", "count");
    assertThat(logs.tail("group", 10)).isEmpty();

    service.create(
        new DeclaredFunction("two", zip)
            .handler("sample.Handler::handleRequest")
            .logGroup("group")
            .environment(Map.of("AWS_LAMBDA_LOG_FORMAT", "JSON"))
            .traced()
            .config());
    call("two", "count");
    call("two", "count");
    invoke("two", "fail");
    invoke("two", "hang");

    List<JsonNode> lines = new ArrayList<>();
    for (LogEvent event : logs.tail("group", 20)) {
      if (event.message().startsWith("{")) {
        lines.add(new ObjectMapper().readTree(event.message()));
      }
    }
    assertThat(lines)
        .extracting(line -> line.path("type").asText() + line.at("/record/status").asText())
        .containsExactly(
            "platform.reportsuccess",
            "platform.reportsuccess",
            "",
            "platform.reporterror",
            "platform.reporttimeout");
    JsonNode first = lines.getFirst().path("record");
    assertThat(first.at("/metrics/initDurationMs").asDouble()).isPositive();
    assertThat(first.at("/metrics/memorySizeMB").asInt()).isEqualTo(256);
    assertThat(first.at("/tracing/value").asText()).startsWith("Root=1-");
    assertThat(lines.get(1).at("/record/metrics").has("initDurationMs")).isFalse();
    assertThat(lines.get(2).path("level").asText()).isEqualTo("ERROR");
    assertThat(lines.get(2).path("message").asText())
        .startsWith("java.lang.IllegalStateException: asked to fail\n\tat ")
        .contains("sample.Handler.handleRequest");
    assertThat(lines.get(4).at("/record/metrics/durationMs").asDouble()).isPositive();
  }

  @Test
  void whatAFunctionLeavesOnItsCallersThreadDoesNotDisturbTheAnswer() throws Exception {
    service.create(config("one", false, OptionalInt.empty()));
    call("one", "count");
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    CompletableFuture<ClassLoader> loader = new CompletableFuture<>();

    Thread caller =
        Thread.ofVirtual()
            .start(
                () ->
                    service.invokeHere(
                        "one",
                        payload("interrupt"),
                        new EngineTime(),
                        _ -> {
                          interrupted.complete(Thread.currentThread().isInterrupted());
                          loader.complete(Thread.currentThread().getContextClassLoader());
                        }));

    assertThat(interrupted.get()).isFalse();
    assertThat(loader.get()).isSameAs(Thread.currentThread().getContextClassLoader());
    caller.join();
  }

  @Test
  void anInstanceWhoseTimeWasOverIsNotUsedAgain() throws Exception {
    service.create(config("one", false, OptionalInt.empty()));
    String first = call("one", "identity");

    invoke("one", "hang");

    assertThat(call("one", "identity")).isNotEqualTo(first);
  }

  @Test
  void reservedConcurrencyThrottlesWhatIsBeyondIt() throws Exception {
    service.create(config("one", false, OptionalInt.of(1)));
    call("one", "count");

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<InvocationResult>> results = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        results.add(threads.submit(() -> invoke("one", "hang")));
      }
      int throttled = 0;
      for (Future<InvocationResult> result : results) {
        throttled += result.get() instanceof InvocationResult.Throttled ? 1 : 0;
      }
      assertThat(throttled).isEqualTo(2);
    }
  }

  @Test
  void reservationsLeaveAHundredOfTheAccountsExecutionsToOthers() {
    service.create(config("purchases", false, OptionalInt.of(300)));
    service.create(config("notices", false, OptionalInt.of(600)));

    assertThatThrownBy(() -> service.create(config("one-more", false, OptionalInt.of(1))))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("fewer than 100");
  }

  @Test
  void anEventThatKeepsFailingIsTriedThreeTimesAndThenGivenUp() {
    service.create(config("one", false, OptionalInt.empty()));
    service.async(
        "one",
        FunctionReference.LATEST,
        new AsyncConfig(2, Duration.ofHours(1), Optional.of(QUEUE)));

    service.invokeLater(
        "one", "{\"do\":\"fail\"}".getBytes(StandardCharsets.UTF_8), Optional.empty());

    time.advance(Duration.ofSeconds(60 + 119));
    assertThat(failures).isEmpty();
    assertThat(ground.errors().newest()).hasSize(2);
    time.advance(Duration.ofSeconds(1));
    assertThat(failures).hasSize(1);
    assertThat(failures.getFirst()).contains("RetriesExhausted").contains("asked to fail");
  }

  @Test
  void metricsOfConcurrentInvocationsAreNotMixedUp() throws Exception {
    service.create(config("one", false, OptionalInt.empty()));
    int calls = 40;

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<InvocationResult>> results = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        String payload = "{\"do\":\"metric\",\"id\":\"" + i + "\"}";
        results.add(
            threads.submit(
                () ->
                    service.invoke(
                        "one", payload.getBytes(StandardCharsets.UTF_8), new EngineTime())));
      }
      for (Future<InvocationResult> result : results) {
        assertThat(result.get()).isInstanceOf(InvocationResult.Answered.class);
      }
    }

    assertThat(metrics.names().stream().filter(metric -> metric.namespace().equals("N")))
        .hasSize(calls);
    assertThat(metrics.sum(new MetricName("N", "M", Map.of("D", "7")))).isEqualTo(1);
  }

  @Test
  void aServiceNeedsAPermissionForExactlyWhatItCalls() {
    service.create(config("one", false, OptionalInt.empty()));
    String balancer = "elasticloadbalancing.amazonaws.com";

    assertThat(service.refusal("one", balancer, "arn:tg/1")).get().asString().contains("one");
    service.permit(new InvokePermission("one", balancer, Optional.of("arn:tg/*")));
    assertThat(service.refusal("one", balancer, "arn:tg/1")).isEmpty();
    assertThat(service.refusal("one:live", balancer, "arn:tg/1")).isPresent();

    service.permit(new InvokePermission("one", "events.amazonaws.com", Optional.of("arn:rule/?")));
    assertThat(service.refusal("one", "events.amazonaws.com", "arn:rule/1")).isEmpty();
    assertThat(service.refusal("one", "events.amazonaws.com", "arn:rule/12")).isPresent();
  }

  @Test
  void aWrongHandlerNamesTheFunction() {
    service.create(
        new DeclaredFunction("Swapped", zip).handler("sample.Other::handleRequest").config());

    assertThatThrownBy(() -> service.loadAll())
        .isInstanceOf(StageException.class)
        .hasMessageContaining("Swapped")
        .hasMessageContaining("sample.Other");
  }

  /** A queue for what failed. */
  private record Kept(List<String> failures) implements Target {
    @Override
    public String action() {
      return "sqs:SendMessage";
    }

    @Override
    public Optional<String> refusal(String principal, String sourceArn) {
      return Optional.empty();
    }

    @Override
    public void take(Call call) {
      failures.add(call.payload());
    }
  }

  private LambdaService service() {
    return new LambdaService(
        Surroundings.on(
            ground, _ -> Uncalled.of(Platform.class), new Bundles(folder.resolve("bundles"))));
  }

  private FunctionConfig config(String name, boolean snapStart, OptionalInt reserved) {
    return new DeclaredFunction(name, zip)
        .timeout(TIMEOUT)
        .snapStart(snapStart)
        .reservedConcurrency(reserved)
        .config();
  }

  private String call(String function, String what) throws InterruptedException {
    return new String(
        ((InvocationResult.Answered) invoke(function, what)).payload(), StandardCharsets.UTF_8);
  }

  private InvocationResult invoke(String function, String what) throws InterruptedException {
    return service.invoke(function, payload(what), new EngineTime());
  }

  private static byte[] payload(String what) {
    return ("{\"do\":\"" + what + "\"}").getBytes(StandardCharsets.UTF_8);
  }
}
