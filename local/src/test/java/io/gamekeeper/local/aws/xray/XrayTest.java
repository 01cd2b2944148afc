package io.gamekeeper.local.aws.xray;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.client.FunctionIdentity;
import io.gamekeeper.local.client.NotSimulatedException;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.iam.Policy;
import io.gamekeeper.local.service.Services;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.xray.XRayClient;
import software.amazon.awssdk.services.xray.model.Service;
import software.amazon.awssdk.services.xray.model.TimeRangeType;
import software.amazon.awssdk.services.xray.model.TraceSummary;
import software.amazon.awssdk.services.xray.model.XRayException;

final class XrayTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROLE = "arn:aws:iam::123456789012:role/";

  private final LedTime time = new LedTime();
  private final XRayClient xray;
  private final Instant now = time.instant();
  private final String good = trace(1);
  private final String bad = trace(2);

  XrayTest() throws Exception {
    new Services(time.ground()).add(new Xray(time.ground()));
    xray = client("Operator", "xray:*");
  }

  @AfterEach
  void close() {
    time.close();
  }

  private XRayClient client(String role, String action) throws Exception {
    AccessControl roles = time.ground().roles();
    roles.createRole(
        ROLE + role,
        role,
        Policy.parse(
            "trust",
            JSON.readTree("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\"}}")));
    roles.attach(
        role,
        Policy.parse(
            "policy",
            JSON.readTree(
                "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"%s\",\"Resource\":\"*\"}}"
                    .formatted(action))));
    return time.ground()
        .world()
        .client(
            new FunctionIdentity(role, role, roles.role(ROLE + role).orElseThrow(), List.of()),
            XRayClient.class);
  }

  /** Returns the id of a trace that begins now. */
  private String trace(int number) {
    return "1-%08x-%024x".formatted(now.getEpochSecond(), number);
  }

  /** Two traces: a purchase that is logged, and a request that fails. */
  private void sendTwo() {
    put(
        segment(good, "a1", "purchases", 0, 2)
            .formatted(
                ",\"http\":{\"request\":{\"method\":\"POST\",\"url\":\"/v1/purchases\"},"
                    + "\"response\":{\"status\":201}},\"annotations\":{\"correlationId\":\""
                    + good
                    + "\"},\"subsegments\":["
                    + call("c1", "MySQL", "remote", 0.5, 1)
                    + "]"),
        segment(good, "b1", "purchase-log", 3, 4)
            .formatted(
                ",\"parent_id\":\"00000000000000a1\",\"subsegments\":["
                    + call("c2", "DynamoDB", "aws", 3, 3.5)
                        .replace("}", ",\"aws\":{\"resource_names\":[\"log-table\"]}}")
                    + "]"),
        segment(bad, "d1", "scores", 1, 8)
            .formatted(",\"fault\":true,\"http\":{\"response\":{\"status\":500}}"));
  }

  private String segment(String trace, String id, String name, double start, double end) {
    return "{\"trace_id\":\"%s\",\"id\":\"%16s\",\"name\":\"%s\",\"start_time\":%s,\"end_time\":%s%%s}"
        .formatted(trace, id, name, seconds(start), seconds(end))
        .replace("              ", "00000000000000");
  }

  private String call(String id, String name, String namespace, double start, double end) {
    return "{\"id\":\"00000000000000%s\",\"name\":\"%s\",\"namespace\":\"%s\",\"start_time\":%s,\"end_time\":%s}"
        .formatted(id, name, namespace, seconds(start), seconds(end));
  }

  private String seconds(double after) {
    return Double.toString(now.getEpochSecond() + after);
  }

  private void put(String... documents) {
    assertThat(
            xray.putTraceSegments(put -> put.traceSegmentDocuments(documents))
                .unprocessedTraceSegments())
        .isEmpty();
  }

  private List<String> found(String filter) {
    return xray
        .getTraceSummaries(
            get ->
                get.startTime(now.minusSeconds(60))
                    .endTime(now.plusSeconds(60))
                    .filterExpression(filter))
        .traceSummaries()
        .stream()
        .map(TraceSummary::id)
        .toList();
  }

  @Test
  void aSummaryTellsOfTheRootAndWhoTookPart() {
    sendTwo();

    TraceSummary summary =
        xray.getTraceSummaries(
                get -> get.startTime(now.minusSeconds(60)).endTime(now.plusSeconds(60)))
            .traceSummaries()
            .getFirst();

    assertThat(summary.id()).isEqualTo(good);
    assertThat(summary.duration()).isEqualTo(4);
    assertThat(summary.responseTime()).isEqualTo(2);
    assertThat(summary.hasFault()).isFalse();
    assertThat(summary.http().httpMethod()).isEqualTo("POST");
    assertThat(summary.http().httpStatus()).isEqualTo(201);
    assertThat(summary.entryPoint().name()).isEqualTo("purchases");
    assertThat(summary.serviceIds())
        .extracting(id -> id.name() + " " + id.type())
        .containsExactly(
            "purchases null",
            "purchase-log null",
            "MySQL remote",
            "log-table AWS::DynamoDB::Table");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "fault                                              | bad",
        "!fault                                             | good",
        "fault = false                                      | good",
        "service(\"purchase-log\")                          | good",
        "service(\"MySQL\") AND http.status = 201           | good",
        "responsetime > 5                                   | bad",
        "responsetime <= 2 AND duration >= 4                | good",
        "http.status >= 500 AND service(\"scores\")         | bad",
        "error                                              | ``",
        "service(\"no\\\"body\")                            | ``",
      })
  void aFilterFinds(String filter, String which) {
    sendTwo();

    assertThat(found(filter))
        .isEqualTo(which.isEmpty() ? List.of() : List.of(which.equals("good") ? good : bad));
  }

  @Test
  void aTraceIsFoundByWhatItIsAnnotatedWith() {
    sendTwo();

    assertThat(found("annotation.correlationId = \"" + good + "\"")).containsExactly(good);
    assertThat(found("annotation[correlationId] = \"" + good + "\"")).containsExactly(good);
    assertThat(found("annotation.correlationId = \"" + bad + "\"")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "error OR fault",
        "(error)",
        "edge(\"a\", \"b\")",
        "service(\"a\") { fault }",
        "user = \"ann\"",
        "http.url CONTAINS \"x\"",
        "annotation.a != \"b\"",
        "json"
      })
  void whatTheStageDoesNotKnowIsNamed(String filter) {
    assertThatThrownBy(() -> found(filter)).isInstanceOf(NotSimulatedException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fault AND",
        "responsetime > ",
        "responsetime > x",
        "service(a)",
        "service(\"a\"",
        "'"
      })
  void whatXRayRefusesIsRefused(String filter) {
    sendTwo();

    assertThatThrownBy(() -> found(filter))
        .isInstanceOf(XRayException.class)
        .hasMessageContaining("Invalid filter expression");
  }

  @Test
  void aLongOneIsFoundByItsEndWhereUpdatesAreAskedFor() {
    String old = "1-%08x-%024x".formatted(now.minus(Duration.ofHours(3)).getEpochSecond(), 3);
    put(segment(old, "e1", "game-server", -10_800, -5).formatted(""));

    assertThat(found("")).isEmpty();
    assertThat(
            xray.getTraceSummaries(
                    get ->
                        get.startTime(now.minusSeconds(60))
                            .endTime(now)
                            .timeRangeType(TimeRangeType.EVENT))
                .traceSummaries())
        .extracting(TraceSummary::id)
        .containsExactly(old);
  }

  @Test
  void aRangeOfMoreThanSixHoursIsRefused() {
    assertThatThrownBy(
            () ->
                xray.getTraceSummaries(
                    get -> get.startTime(now.minus(Duration.ofHours(7))).endTime(now)))
        .isInstanceOf(XRayException.class)
        .hasMessageContaining("Time range cannot be longer than 6 hours");
    assertThatThrownBy(() -> xray.getServiceGraph(get -> get.startTime(now).endTime(now)))
        .isInstanceOf(XRayException.class);
  }

  @Test
  void summariesComeInPages() {
    IntStream.range(0, 250)
        .forEach(i -> put(segment(trace(100 + i), "a1", "scores", 0, 1).formatted("")));

    assertThat(
            xray.getTraceSummariesPaginator(
                    get -> get.startTime(now.minusSeconds(60)).endTime(now.plusSeconds(60)))
                .traceSummaries())
        .hasSize(250)
        .doesNotHaveDuplicates();
  }

  @Test
  void aPartThatCameAloneIsPutBelowItsSegment() throws Exception {
    put(
        segment(good, "b2", "work", 1, 2)
            .formatted(",\"type\":\"subsegment\",\"parent_id\":\"00000000000000b1\""),
        segment(good, "b1", "work", 1, 3)
            .formatted(",\"type\":\"subsegment\",\"parent_id\":\"00000000000000a1\""),
        segment(good, "f1", "lost", 1, 3)
            .formatted(",\"type\":\"subsegment\",\"parent_id\":\"00000000000000f1\""),
        segment(good, "a1", "function", 0, 4).formatted(""));

    List<JsonNode> segments = segments(good);

    assertThat(segments)
        .extracting(s -> s.get("name").asText())
        .containsExactly("function", "lost");
    assertThat(segments.getFirst().at("/subsegments/0/subsegments/0/id").asText())
        .isEqualTo("00000000000000b2");
  }

  private List<JsonNode> segments(String trace) throws Exception {
    List<JsonNode> segments = new ArrayList<>();
    for (var segment :
        xray.batchGetTraces(get -> get.traceIds(trace)).traces().getFirst().segments()) {
      segments.add(JSON.readTree(segment.document()));
    }
    return segments;
  }

  @Test
  void whatEndsTakesThePlaceOfWhatWasInProgress() throws Exception {
    put(
        segment(good, "a1", "game-server", 0, 9)
            .formatted("")
            .replaceFirst("\"end_time\":[0-9.E]+", "\"in_progress\":true"));
    assertThat(found("partial")).containsExactly(good);

    put(segment(good, "a1", "game-server", 0, 9).formatted(""));

    assertThat(segments(good)).hasSize(1);
    assertThat(found("partial")).isEmpty();
  }

  @Test
  void tracesAreGivenFiveAtATimeAndUnknownOnesLeftOut() {
    sendTwo();

    assertThat(xray.batchGetTraces(get -> get.traceIds(good, trace(9))).traces())
        .singleElement()
        .satisfies(trace -> assertThat(trace.segments()).hasSize(2));
    assertThatThrownBy(
            () ->
                xray.batchGetTraces(
                    get -> get.traceIds(IntStream.range(0, 6).mapToObj(this::trace).toList())))
        .isInstanceOf(XRayException.class)
        .hasMessageContaining("5");
  }

  @Test
  void theGraphShowsWhoCallsWhom() {
    sendTwo();

    List<Service> services =
        xray.getServiceGraph(get -> get.startTime(now).endTime(now.plusSeconds(60))).services();

    assertThat(services)
        .extracting(service -> service.name() + " " + service.type())
        .containsExactlyInAnyOrder(
            "purchases null",
            "purchases client",
            "purchase-log null",
            "MySQL remote",
            "log-table AWS::DynamoDB::Table",
            "scores null",
            "scores client");
    assertThat(
            services.stream()
                .flatMap(
                    from ->
                        from.edges().stream()
                            .map(
                                edge ->
                                    from.name() + " → " + services.get(edge.referenceId()).name())))
        .containsExactlyInAnyOrder(
            "purchases → purchases",
            "purchases → MySQL",
            "purchases → purchase-log",
            "purchase-log → log-table",
            "scores → scores");
    Service scores =
        services.stream()
            .filter(service -> service.name().equals("scores") && service.type() == null)
            .findFirst()
            .orElseThrow();
    assertThat(scores.summaryStatistics().faultStatistics().totalCount()).isEqualTo(1);
    assertThat(scores.summaryStatistics().totalResponseTime()).isEqualTo(7);
  }

  @Test
  void whatIsNoSegmentIsNotTaken() {
    assertThat(
            xray.putTraceSegments(
                    put ->
                        put.traceSegmentDocuments(
                            "no json",
                            "{}",
                            segment("1-2", "a1", "x", 0, 1).formatted(""),
                            segment(good, "a1", "<b>", 0, 1).formatted(""),
                            segment(good, "a1", "x", 0, 1).formatted(",\"in_progress\":true"),
                            segment(good, "a1", "x", 0, 1).formatted(",\"type\":\"subsegment\"")))
                .unprocessedTraceSegments())
        .hasSize(6);
    assertThat(time.ground().traces().all()).isEmpty();
  }

  @Test
  void eachOperationNeedsItsRight() throws Exception {
    XRayClient sender = client("Sender", "xray:PutTraceSegments");

    sender.putTraceSegments(put -> put.traceSegmentDocuments("{}"));
    assertThatThrownBy(
            () -> sender.getTraceSummaries(get -> get.startTime(now).endTime(now.plusSeconds(1))))
        .isInstanceOf(XRayException.class)
        .hasMessageContaining("xray:GetTraceSummaries");
    assertThatThrownBy(() -> sender.batchGetTraces(get -> get.traceIds(good)))
        .isInstanceOf(XRayException.class);
    assertThatThrownBy(() -> xray.getSamplingRules()).isInstanceOf(NotSimulatedException.class);
  }

  @Test
  void whenThereIsTooMuchTheOldestTraceGoes() {
    for (int i = 0; i < 4_100; i++) {
      put(segment(trace(i), "a1", "scores", 0, 1).formatted(""));
    }

    assertThat(time.ground().traces().all()).hasSize(4_000).containsKey(trace(4_099));
    assertThat(time.ground().traces().trace(trace(0))).isEmpty();
    assertThat(time.ground().traces().accepted()).isEqualTo(4_100);
  }
}
