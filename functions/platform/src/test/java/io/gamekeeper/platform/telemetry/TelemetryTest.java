package io.gamekeeper.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.ThreadMXBean;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.platform.testing.FakePlatform;
import io.gamekeeper.platform.testing.Output;
import io.gamekeeper.platform.trace.TraceHeader;
import io.gamekeeper.testing.FakeContext;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

final class TelemetryTest {
  private static final Logger LOG = LoggerFactory.getLogger(TelemetryTest.class);
  private static final String SAMPLED =
      "Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1";
  private static final String ROOT = "1-5759e988-bd862e3fe1be46a994272793";
  private static final String OTHER_ROOT = "1-5759e988-bd862e3fe1be46a994272794";
  private static final String NOT_SAMPLED = SAMPLED.replace("Sampled=1", "Sampled=0");

  private static final RemoteCall SUBMIT = RemoteCall.remote("Redis", "submit");
  private static final RemoteCall PUT = RemoteCall.aws("DynamoDB", "PutItem", "log");

  private final FakePlatform platform = new FakePlatform();
  private Output output;
  private Telemetry telemetry;

  @BeforeEach
  void start() {
    output = new Output();
    platform.variables.putAll(new TelemetryEnvironment("scores", "Game/test", "INFO").toMap());
    telemetry = new Telemetry(platform);
  }

  @AfterEach
  void stop() {
    output.close();
  }

  @Test
  void aLogLineCarriesTheFieldsOfItsInvocation() {
    telemetry.invocation(
        new FakeContext("request-1", null),
        "correlation-1",
        () -> {
          LOG.info("hello {}", "world");
          LOG.debug("not at this level");
          return "";
        });

    JsonNode line = one("\"message\":\"hello world\"");
    assertThat(line.get("level").asText()).isEqualTo("INFO");
    assertThat(line.get("service").asText()).isEqualTo("scores");
    assertThat(line.get("correlation_id").asText()).isEqualTo("correlation-1");
    assertThat(line.get("function_request_id").asText()).isEqualTo("request-1");
    assertThat(line.get("cold_start").asBoolean()).isTrue();
    assertThat(output.lines()).noneMatch(text -> text.contains("not at this level"));
  }

  @Test
  void theColdStartIsCountedOncePerInstance() {
    for (int i = 0; i < 3; i++) {
      telemetry.invocation(new FakeContext("r" + i, null), "c" + i, () -> "");
    }

    JsonNode metric = one("ColdStart");
    assertThat(metric.get("ColdStart").asDouble()).isEqualTo(1);
    assertThat(metric.get("Service").asText()).isEqualTo("scores");
    JsonNode directive = metric.at("/_aws/CloudWatchMetrics/0");
    assertThat(directive.get("Namespace").asText()).isEqualTo("Game/test");
    assertThat(directive.at("/Dimensions/0").toString()).isEqualTo("[\"Service\"]");
    assertThat(directive.at("/Metrics/0/Unit").asText()).isEqualTo("Count");
  }

  @Test
  void invocationsThatRunTogetherDoNotMixTheirMetrics() throws Exception {
    telemetry.invocation(new FakeContext("cold", null), "cold", () -> "");

    CountDownLatch allInside = new CountDownLatch(200);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> invocations =
          IntStream.range(0, 200)
              .mapToObj(i -> threads.submit(() -> invokeTogether(i, allInside)))
              .toList();
      for (Future<String> invocation : invocations) {
        invocation.get(10, TimeUnit.SECONDS);
      }
    }

    for (int i = 0; i < 200; i++) {
      JsonNode line = one("\"correlationId\":\"c" + i + "\"");
      assertThat(line.get("ScoresAccepted").asDouble()).isEqualTo(i);
      assertThat(line.get("SeasonFrozen").asDouble()).isEqualTo(1);
    }
  }

  private String invokeTogether(int i, CountDownLatch allInside) {
    return telemetry.invocation(
        new FakeContext("r" + i, null),
        "c" + i,
        () -> {
          telemetry.record(GameMetric.SCORES_ACCEPTED, i);
          allInside.countDown();
          awaitAll(allInside);
          telemetry.count(GameMetric.SEASON_FROZEN);
          return "";
        });
  }

  private static void awaitAll(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  @Test
  void aSampledTraceHangsBelowLambdasOwnSegment() {
    telemetry.invocation(
        new FakeContext("r", SAMPLED),
        "c",
        () ->
            telemetry.traced(
                SUBMIT,
                () -> {
                  platform.time.advance(Duration.ofMillis(250));
                  return "";
                }));

    JsonNode document = trace();
    assertThat(document.get("type").asText()).isEqualTo("subsegment");
    assertThat(document.get("name").asText()).isEqualTo("scores");
    assertThat(document.get("trace_id").asText()).isEqualTo("1-67891233-abcdef012345678912345678");
    assertThat(document.get("parent_id").asText()).isEqualTo("53995c3f42cd8ad8");
    assertThat(document.has("fault")).isFalse();
    JsonNode call = document.at("/subsegments/0");
    assertThat(call.get("name").asText()).isEqualTo("Redis");
    assertThat(call.get("end_time").asDouble() - call.get("start_time").asDouble())
        .isCloseTo(0.25, offset(0.001));
  }

  @Test
  void aRequestBehindALoadBalancerIsASegmentOfItsTraceLinkedToLambdas() {
    telemetry.invocation(
        new FakeContext("r", SAMPLED),
        ROOT,
        () -> {
          telemetry.asked("GET", "/v1/leaderboards/weekly");
          telemetry.answered(200);
          return "";
        });

    JsonNode document = trace();
    assertThat(document.has("type")).isFalse();
    assertThat(document.has("parent_id")).isFalse();
    assertThat(document.get("trace_id").asText()).isEqualTo(ROOT);
    assertThat(document.at("/annotations/correlationId").asText()).isEqualTo(ROOT);
    assertThat(document.at("/links/0/trace_id").asText())
        .isEqualTo("1-67891233-abcdef012345678912345678");
    assertThat(document.at("/links/0/id").asText()).isEqualTo("53995c3f42cd8ad8");
    assertThat(document.at("/http/request/method").asText()).isEqualTo("GET");
    assertThat(document.at("/http/request/url").asText()).isEqualTo("/v1/leaderboards/weekly");
    assertThat(document.at("/http/response/status").asInt()).isEqualTo(200);
  }

  @Test
  void whatIsAskedOfOthersJoinsTheTraceOfTheRequest() {
    Optional<TraceHeader> header =
        telemetry.invocation(new FakeContext("r", NOT_SAMPLED), ROOT, telemetry::traceHeader);
    String reference =
        telemetry.invocation(
            new FakeContext("r", NOT_SAMPLED), "no-trace", telemetry::traceReference);

    assertThat(header).contains(new TraceHeader(ROOT, trace().get("id").asText(), Boolean.TRUE));
    assertThat(reference).isEqualTo("no-trace");
    assertThat(telemetry.traceHeader()).isEmpty();
  }

  @Test
  void theReferenceOfARequestLeadsBackToItsSegment() {
    String reference =
        telemetry.invocation(new FakeContext("r", null), ROOT, telemetry::traceReference);

    assertThat(TraceHeader.idOf(reference)).isEqualTo(ROOT);
    assertThat(TraceHeader.stored(reference))
        .isEqualTo(new TraceHeader(ROOT, trace().get("id").asText(), true));
  }

  @Test
  void aMessageIsASegmentOfItsOwnTrace() {
    String message = "Root=" + ROOT + ";Parent=00000000000000aa;Sampled=1";
    String other = "Root=" + OTHER_ROOT + ";Parent=00000000000000bb;Sampled=0";
    telemetry.invocation(
        new FakeContext("r", NOT_SAMPLED),
        "batch",
        () -> {
          telemetry.message(
              message,
              () -> {
                LOG.info("inside");
                return telemetry.traced(PUT, () -> true);
              });
          telemetry.message(other, () -> true);
          telemetry.message(null, () -> telemetry.traced(PUT, () -> true));
          LOG.info("after");
          return "";
        });

    JsonNode document = trace();
    assertThat(document.get("trace_id").asText()).isEqualTo(ROOT);
    assertThat(document.get("parent_id").asText()).isEqualTo("00000000000000aa");
    assertThat(document.has("type")).isFalse();
    assertThat(document.at("/links/0/trace_id").asText())
        .isEqualTo("1-67891233-abcdef012345678912345678");
    assertThat(document.get("subsegments")).hasSize(1);
    assertThat(one("\"message\":\"inside\"").get("correlation_id").asText()).isEqualTo(ROOT);
    assertThat(one("\"message\":\"after\"").get("correlation_id").asText()).isEqualTo("batch");
  }

  @Test
  void aMessageThatIsNotHandledIsTracedAlsoIfNotSampled() {
    String message = "Root=" + ROOT + ";Parent=00000000000000aa;Sampled=0";

    telemetry.invocation(
        new FakeContext("r", NOT_SAMPLED), "batch", () -> telemetry.message(message, () -> false));

    assertThat(trace().get("fault").asBoolean()).isTrue();
  }

  @Test
  void anErrorIsTracedWhereErrorsAreKept() {
    answered(404, false);
    assertThat(platform.segments).isEmpty();

    answered(200, true);
    assertThat(platform.segments).isEmpty();

    answered(404, true);
    assertThat(trace().get("error").asBoolean()).isTrue();
  }

  private void answered(int status, boolean keepsErrors) {
    telemetry.invocation(
        new FakeContext("r", NOT_SAMPLED),
        "c",
        () -> {
          if (keepsErrors) {
            telemetry.keepErrors();
          }
          telemetry.answered(status);
          return "";
        });
  }

  @Test
  void whatFailedIsTracedAlsoIfNotSampled() {
    telemetry.invocation(new FakeContext("good", NOT_SAMPLED), "c", () -> "");
    assertThat(platform.segments).isEmpty();

    assertThatThrownBy(
            () ->
                telemetry.invocation(
                    new FakeContext("bad", NOT_SAMPLED),
                    "c",
                    () ->
                        telemetry.traced(
                            SUBMIT,
                            () -> {
                              throw new IllegalStateException("broken");
                            })))
        .isInstanceOf(IllegalStateException.class);

    JsonNode document = trace();
    assertThat(document.get("fault").asBoolean()).isTrue();
    assertThat(document.at("/subsegments/0/fault").asBoolean()).isTrue();
    assertThat(document.toString()).contains("broken");
  }

  @Test
  void callsAreNamedAsXRayDoesAndTheirFailuresTold() {
    telemetry.invocation(
        new FakeContext("r", SAMPLED),
        "c",
        () -> {
          for (int status : List.of(400, 503)) {
            assertThatThrownBy(() -> telemetry.traced(PUT, () -> fail(status)))
                .isInstanceOf(AwsServiceException.class);
          }
          return telemetry.traced(SUBMIT, () -> "");
        });

    JsonNode calls = trace().get("subsegments");
    assertThat(calls).hasSize(3);
    assertThat(calls.at("/0/name").asText()).isEqualTo("DynamoDB");
    assertThat(calls.at("/0/namespace").asText()).isEqualTo("aws");
    assertThat(calls.at("/0/aws/operation").asText()).isEqualTo("PutItem");
    assertThat(calls.at("/0/aws/resource_names/0").asText()).isEqualTo("log");
    assertThat(calls.at("/0/error").asBoolean()).isTrue();
    assertThat(calls.get(0).has("fault")).isFalse();
    assertThat(calls.at("/1/fault").asBoolean()).isTrue();
    assertThat(calls.at("/2/namespace").asText()).isEqualTo("remote");
    assertThat(calls.at("/2/annotations/operation").asText()).isEqualTo("submit");
    assertThat(calls.get(2).has("fault")).isFalse();
  }

  private static String fail(int status) {
    throw AwsServiceException.builder()
        .statusCode(status)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode("Some").build())
        .build();
  }

  @Test
  void anUnsampledCallAllocatesNextToNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int calls = 10_000;
    long allocated =
        telemetry.invocation(
            new FakeContext("r", NOT_SAMPLED),
            "c",
            () -> {
              telemetry.traced(SUBMIT, () -> "");
              long before = threads.getCurrentThreadAllocatedBytes();
              for (int i = 0; i < calls; i++) {
                telemetry.traced(SUBMIT, () -> "");
              }
              return threads.getCurrentThreadAllocatedBytes() - before;
            });

    assertThat(allocated / calls).as("bytes per call").isLessThan(200);
    assertThat(platform.segments).isEmpty();
  }

  @Test
  void aCallThatCouldOutliveTheInvocationIsNotBegun() {
    assertThat(telemetry.hasTimeForACall()).isTrue();
    assertThat(telemetry.invocation(new FakeContext("r", null), "c", telemetry::hasTimeForACall))
        .isTrue();
    FakeContext late = new FakeContext("r", null, () -> 2999);
    assertThat(telemetry.invocation(late, "c", telemetry::hasTimeForACall)).isFalse();
  }

  @Test
  void aRefusedRequestIsNoFault() {
    telemetry.invocation(
        new FakeContext("r", SAMPLED),
        "c",
        () -> {
          telemetry.answered(429);
          return "";
        });

    JsonNode document = trace();
    assertThat(document.get("error").asBoolean()).isTrue();
    assertThat(document.get("throttle").asBoolean()).isTrue();
    assertThat(document.has("fault")).isFalse();
  }

  @Test
  void withoutADecisionFromAboveTheFirstOfEachSecondIsTracedAndFewOthers() {
    for (int i = 0; i < 1000; i++) {
      telemetry.invocation(new FakeContext("r" + i, null), "c" + i, () -> "");
    }
    assertThat(platform.segments).hasSizeBetween(5, 40);

    int before = platform.segments.size();
    platform.time.advance(Duration.ofSeconds(1));
    telemetry.invocation(new FakeContext("next", null), "next", () -> "");
    assertThat(platform.segments).hasSize(before + 1);
  }

  @Test
  void outsideAnInvocationNothingIsCountedOrTraced() {
    telemetry.count(GameMetric.SCORES_ACCEPTED);

    assertThat(telemetry.traced(SUBMIT, () -> "done")).isEqualTo("done");
    assertThat(output.lines()).isEmpty();
    assertThat(platform.segments).isEmpty();
  }

  @Test
  void theCorrelationIdIsTheTraceOrLambdasTraceOrItsRequestId() {
    FakeContext context = new FakeContext("request-1", null);

    assertThat(Telemetry.correlationId(SAMPLED, context))
        .isEqualTo("1-67891233-abcdef012345678912345678");
    assertThat(Telemetry.correlationId(null, context)).isEqualTo("request-1");
    assertThat(Telemetry.correlationId(null, new FakeContext("request-2", NOT_SAMPLED)))
        .isEqualTo("1-67891233-abcdef012345678912345678");
    assertThat(Telemetry.correlationId("Root=<script>", context)).isEqualTo("request-1");
  }

  private JsonNode one(String part) {
    List<String> found = output.lines().stream().filter(line -> line.contains(part)).toList();
    assertThat(found).as(String.join("\n", output.lines())).hasSize(1);
    return json(found.getFirst());
  }

  private JsonNode trace() {
    assertThat(platform.segments).hasSize(1);
    return json(platform.segments.getFirst());
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }
}
