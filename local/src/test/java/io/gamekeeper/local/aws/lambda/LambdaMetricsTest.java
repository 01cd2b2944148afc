package io.gamekeeper.local.aws.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.Measured;
import io.gamekeeper.local.client.EngineTime;
import io.gamekeeper.local.observe.Console;
import io.gamekeeper.local.target.InvocationResult;
import io.gamekeeper.local.testing.DeclaredFunction;
import io.gamekeeper.local.testing.Uncalled;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LambdaMetricsTest {
  private static final String SOURCE =
      """
      package sample;

      import com.amazonaws.services.lambda.runtime.Context;
      import com.amazonaws.services.lambda.runtime.RequestHandler;
      import io.gamekeeper.platform.Platform;
      import java.time.Duration;
      import java.util.Map;

      public class Handler implements RequestHandler<Map<String, String>, String> {
        private final Platform platform;

        Handler(Platform platform) {
          this.platform = platform;
        }

        @Override
        public String handleRequest(Map<String, String> event, Context context) {
          try {
            switch (event.get("do")) {
              case "fail" -> throw new IllegalStateException("asked to fail");
              case "sleep" -> platform.waiting().sleep(Duration.ofSeconds(2));
              default -> {}
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return "done";
        }
      }
      """;
  private static final Map<String, String> ALL = Map.of();
  private static final Map<String, String> FUNCTION = Map.of("FunctionName", "scores");
  private static final Map<String, String> ALIAS =
      Map.of("FunctionName", "scores", "Resource", "scores:live");
  private static final Map<String, String> EXECUTED =
      Map.of("FunctionName", "scores", "Resource", "scores:live", "ExecutedVersion", "1");
  private static final Map<String, String> UNQUALIFIED =
      Map.of("FunctionName", "scores", "Resource", "scores");

  private final Path folder;
  private final LedTime time = new LedTime();
  private final Measured measured = new Measured(time.ground(), "AWS/Lambda");
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final CountDownLatch begun = new CountDownLatch(2);
  private boolean holding;
  private Path zip;
  private LambdaService service;

  LambdaMetricsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void open() throws Exception {
    Console.install();
    zip = FunctionZip.compile(folder, SOURCE);
    time.ground().logs().create("group");
    service =
        new LambdaService(
            Surroundings.on(
                time.ground(),
                _ -> Uncalled.platform(this::sleep),
                new Bundles(folder.resolve("b"))));
    service.create(new DeclaredFunction("scores", zip).timeout(Duration.ofMinutes(1)).config());
    service.alias("scores", "live", service.publish("scores"));
  }

  @AfterEach
  void close() {
    mayEnd.countDown();
    service.close();
    time.close();
  }

  @Test
  void invocationsErrorsAndDurationsCountForWhatWasCalledAndForTheWhole() throws Exception {
    invoke("scores:live", "work");
    invoke("scores:live", "fail");
    invoke("scores:live", "work");
    invoke("scores", "fail");

    assertThat(measured.sum("Invocations", ALL)).isEqualTo(4);
    assertThat(measured.sum("Invocations", FUNCTION)).isEqualTo(4);
    assertThat(measured.sum("Invocations", ALIAS)).isEqualTo(3);
    assertThat(measured.sum("Invocations", EXECUTED)).isEqualTo(3);
    assertThat(measured.sum("Invocations", UNQUALIFIED)).isEqualTo(1);
    assertThat(measured.sum("Errors", FUNCTION)).isEqualTo(2);
    assertThat(measured.sum("Errors", ALIAS)).isEqualTo(1);
    assertThat(measured.samples("Errors", ALIAS)).isEqualTo(3);
    assertThat(measured.samples("Duration", ALIAS)).isEqualTo(3);
    assertThat(measured.sum("Duration", ALIAS)).isPositive();
    assertThat(measured.unit("Duration", ALIAS)).isEqualTo("Milliseconds");
    assertThat(measured.sum("Throttles", ALIAS)).isZero();
    assertThat(measured.samples("Throttles", ALIAS)).isEqualTo(3);
    assertThat(measured.names()).doesNotContain("AsyncEventsReceived");
  }

  @Test
  void aFunctionThatSleepsTakesTheTimeOfTheStagesClock() throws Exception {
    service.invokeLater("scores:live", payload("sleep"), Optional.empty());
    time.advance(Duration.ofSeconds(5));

    assertThat(measured.periods("Duration", ALIAS))
        .singleElement()
        .satisfies(period -> assertThat(period.maximum()).isBetween(2000.0, 2999.0));
  }

  @Test
  void whatIsThrottledIsNoInvocationAndExecutionsAreCountedAsTheyRun() throws Exception {
    service.create(
        new DeclaredFunction("few", zip)
            .timeout(Duration.ofMinutes(1))
            .reservedConcurrency(OptionalInt.of(2))
            .config());
    invoke("few", "work");
    holding = true;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<InvocationResult>> held =
          List.of(
              threads.submit(() -> invoke("few", "sleep")),
              threads.submit(() -> invoke("few", "sleep")));
      begun.await();
      assertThat(invoke("few", "work")).isInstanceOf(InvocationResult.Throttled.class);
      mayEnd.countDown();
      for (Future<InvocationResult> each : held) {
        assertThat(each.get()).isInstanceOf(InvocationResult.Answered.class);
      }
    }

    Map<String, String> few = Map.of("FunctionName", "few");
    assertThat(measured.sum("Throttles", few)).isEqualTo(1);
    assertThat(measured.sum("Invocations", few)).isEqualTo(3);
    assertThat(measured.periods("ConcurrentExecutions", few))
        .singleElement()
        .satisfies(period -> assertThat(period.maximum()).isEqualTo(2))
        .satisfies(period -> assertThat(period.minimum()).isEqualTo(1));
  }

  @Test
  void anEventIsReceivedOnceAgesWithItsRetriesAndIsDroppedInTheEnd() {
    service.async(
        "scores",
        "live",
        new AsyncConfig(
            2, Duration.ofHours(1), Optional.of("arn:aws:sqs:eu-central-1:000000000000:none")));
    time.ground().targets().add("sqs", _ -> Optional.empty());

    service.invokeLater("scores:live", payload("fail"), Optional.empty());
    time.advance(Duration.ofMinutes(5));

    assertThat(measured.sum("AsyncEventsReceived", ALIAS)).isEqualTo(1);
    assertThat(measured.byMinute("AsyncEventAge", ALIAS))
        .containsExactly("0: 0.0", "1: 60000.0", "3: 180000.0");
    assertThat(measured.sum("AsyncEventsDropped", ALIAS)).isEqualTo(1);
    assertThat(measured.sum("DestinationDeliveryFailures", ALIAS)).isEqualTo(1);
    assertThat(measured.sum("Errors", ALIAS)).isEqualTo(3);
  }

  private InvocationResult invoke(String function, String what) throws InterruptedException {
    return service.invoke(function, payload(what), new EngineTime());
  }

  private static byte[] payload(String what) {
    return ("{\"do\":\"" + what + "\"}").getBytes(StandardCharsets.UTF_8);
  }

  private void sleep(Duration duration) throws InterruptedException {
    if (holding) {
      begun.countDown();
      mayEnd.await();
    } else {
      time.agenda().sleep(duration);
    }
  }
}
