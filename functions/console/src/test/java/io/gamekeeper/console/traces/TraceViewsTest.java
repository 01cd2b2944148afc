package io.gamekeeper.console.traces;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.xray.XRayClient;
import software.amazon.awssdk.services.xray.model.BatchGetTracesRequest;
import software.amazon.awssdk.services.xray.model.BatchGetTracesResponse;
import software.amazon.awssdk.services.xray.model.Edge;
import software.amazon.awssdk.services.xray.model.EdgeStatistics;
import software.amazon.awssdk.services.xray.model.FaultStatistics;
import software.amazon.awssdk.services.xray.model.GetServiceGraphRequest;
import software.amazon.awssdk.services.xray.model.GetServiceGraphResponse;
import software.amazon.awssdk.services.xray.model.GetTraceSummariesRequest;
import software.amazon.awssdk.services.xray.model.GetTraceSummariesResponse;
import software.amazon.awssdk.services.xray.model.Segment;
import software.amazon.awssdk.services.xray.model.Service;
import software.amazon.awssdk.services.xray.model.ServiceId;
import software.amazon.awssdk.services.xray.model.ServiceStatistics;
import software.amazon.awssdk.services.xray.model.Trace;
import software.amazon.awssdk.services.xray.model.TraceSummary;

final class TraceViewsTest {
  private static final Instant NOW = Instant.parse("2026-11-30T10:00:00Z");
  private static final String ID = "1-67891233-abcdef012345678912345678";

  private final FakeXray xray = new FakeXray();
  private final TraceViews views = new TraceViews(xray, () -> NOW);

  @Test
  void aLongRangeIsAskedForPieceByPieceTheNewestFirst() {
    views.summaries(NOW.minus(Duration.ofHours(14)), NOW, TraceChoice.ANY, Optional.empty(), 10);

    assertThat(xray.asked)
        .extracting(request -> Duration.between(request.startTime(), NOW).toHours())
        .containsExactly(6L, 12L, 14L);
    assertThat(xray.asked)
        .allMatch(
            request ->
                Duration.between(request.startTime(), request.endTime()).toHours() <= 6
                    && request.filterExpression() == null);
  }

  @Test
  void errorsAreThoseOfBothKindsAndAServiceIsQuoted() {
    views.summaries(NOW.minusSeconds(60), NOW, TraceChoice.ERROR, Optional.of("a\"b\\c"), 10);
    views.summaries(NOW.minusSeconds(60), NOW, TraceChoice.SLOW, Optional.empty(), 10);

    assertThat(xray.asked)
        .extracting(GetTraceSummariesRequest::filterExpression)
        .containsExactly(
            "service(\"a\\\"b\\\\c\") AND error",
            "service(\"a\\\"b\\\\c\") AND fault",
            "responsetime > 1");
  }

  @Test
  void tracesAreListedNewestFirstAndNoMoreThanAsked() {
    IntStream.range(0, 25).forEach(i -> xray.summaries.add(summary(i)));

    TraceList list =
        views.summaries(NOW.minusSeconds(60), NOW, TraceChoice.ANY, Optional.empty(), 5);

    assertThat(list.traces()).hasSize(5);
    assertThat(list.traces()).isSortedAccordingTo((a, b) -> b.at().compareTo(a.at()));
  }

  @Test
  void aTraceIsDrawnEachPieceBelowWhatCalledIt() throws Exception {
    xray.documents =
        List.of(
            """
            {"id":"00000000000000b1","name":"purchase-log","trace_id":"%s","start_time":103.0,
             "end_time":104.5,"parent_id":"00000000000000a1","fault":true,
             "cause":{"exceptions":[{"id":"1","type":"java.lang.Oops","message":"<b>no</b>"}]}}"""
                .formatted(ID),
            """
            {"id":"00000000000000a1","name":"purchases","trace_id":"%s","start_time":100.0,
             "end_time":102.0,"http":{"response":{"status":201}},
             "annotations":{"correlationId":"%1$s"},
             "subsegments":[
               {"id":"00000000000000a3","name":"DynamoDB","namespace":"aws","start_time":101.0,
                "end_time":101.25,"aws":{"operation":"PutItem"}},
               {"id":"00000000000000a2","name":"MySQL","namespace":"remote","start_time":100.5,
                "end_time":100.75,"annotations":{"operation":"Execute"}}]}"""
                .formatted(ID),
            """
            {"id":"00000000000000c1","name":"log-table","origin":"AWS::DynamoDB::Table",
             "inferred":true,"parent_id":"00000000000000a3","start_time":101.0,"end_time":101.2}""");

    TraceDetail trace = views.trace(ID).orElseThrow();

    assertThat(trace.at()).isEqualTo(Instant.ofEpochSecond(100));
    assertThat(trace.seconds()).isEqualTo(4.5);
    assertThat(trace.segments())
        .extracting(piece -> piece.name() + " " + piece.parent() + " " + piece.start())
        .containsExactly(
            "purchases null 0.0",
            "MySQL 00000000000000a1 0.5",
            "DynamoDB 00000000000000a1 1.0",
            "purchase-log 00000000000000a1 3.0");
    assertThat(trace.segments())
        .extracting(TraceDetail.Piece::operation)
        .containsExactly(null, "Execute", "PutItem", null);
    assertThat(trace.segments().getFirst().status()).isEqualTo(201);
    assertThat(trace.segments().getLast().fault()).isTrue();
    assertThat(trace.segments().getLast().exception()).isEqualTo("java.lang.Oops: <b>no</b>");
    assertThat(JsonMapper.builder().build().writeValueAsString(trace))
        .startsWith("{\"id\":\"" + ID + "\",\"at\":\"1970-01-01T00:01:40Z\",\"seconds\":4.5,");
  }

  @Test
  void whatGoesOnLastsUntilNow() {
    xray.documents =
        List.of(
            "{\"id\":\"00000000000000a1\",\"name\":\"game-server\",\"start_time\":%d,\"in_progress\":true}"
                .formatted(NOW.getEpochSecond() - 90));

    assertThat(views.trace(ID).orElseThrow().segments().getFirst().seconds()).isEqualTo(90);
  }

  @Test
  void segmentsThatAreBelowEachOtherAreShownOnceEach() {
    xray.documents =
        List.of(
            "{\"id\":\"a\",\"name\":\"one\",\"parent_id\":\"b\",\"start_time\":1,\"end_time\":2}",
            "{\"id\":\"b\",\"name\":\"two\",\"parent_id\":\"a\",\"start_time\":1,\"end_time\":2}",
            "{\"id\":\"c\",\"name\":\"lost\",\"parent_id\":\"gone\",\"start_time\":3,\"end_time\":4}");

    assertThat(views.trace(ID).orElseThrow().segments())
        .extracting(TraceDetail.Piece::name)
        .containsExactlyInAnyOrder("one", "two", "lost");
  }

  @Test
  void whatIsNoTraceIsNotAskedFor() {
    xray.documents = List.of("{}");

    assertThat(views.trace("1-67891233-abcdef'; --")).isEmpty();
    assertThat(xray.traces).isEmpty();
  }

  @Test
  void aTraceThatIsNotKnownIsNone() {
    assertThat(views.trace(ID)).isEmpty();
  }

  @Test
  void theMapAddsUpPiecesOfTimeAndLeavesTheClientOut() {
    xray.services =
        List.of(
            service(0, "purchases", "client", 0, 1).build(),
            service(1, "purchases", null, 4, 2).build(),
            service(2, "MySQL", "remote", 8, 4).build());

    ServiceMap map = views.services(NOW.minus(Duration.ofHours(12)), NOW);

    assertThat(map.services())
        .containsExactly(
            new ServiceMap.Node("purchases", null, 8, 0, 2, 0.25),
            new ServiceMap.Node("MySQL", "remote", 16, 0, 2, 0.125));
    assertThat(map.calls())
        .containsExactly(new ServiceMap.Call("purchases", "MySQL", 6, 0, 0, 0.5));
  }

  private static Service.Builder service(
      int reference, String name, @Nullable String type, long requests, int calls) {
    return Service.builder()
        .referenceId(reference)
        .name(name)
        .type(type)
        .summaryStatistics(
            ServiceStatistics.builder()
                .totalCount(requests)
                .faultStatistics(FaultStatistics.builder().totalCount(1L).build())
                .totalResponseTime(1.0)
                .build())
        .edges(
            calls == 4
                ? List.of()
                : List.of(
                    Edge.builder()
                        .referenceId(calls)
                        .summaryStatistics(
                            EdgeStatistics.builder().totalCount(3L).totalResponseTime(1.5).build())
                        .build()));
  }

  private static TraceSummary summary(int number) {
    return TraceSummary.builder()
        .id("1-67891233-%024x".formatted(number))
        .startTime(NOW.minusSeconds((number * 7L) % 25))
        .entryPoint(ServiceId.builder().name("scores").build())
        .serviceIds(
            ServiceId.builder().name("scores").type("client").build(),
            ServiceId.builder().name("scores").build())
        .build();
  }

  private static final class FakeXray implements XRayClient {
    private final List<GetTraceSummariesRequest> asked = new ArrayList<>();
    private final List<BatchGetTracesRequest> traces = new ArrayList<>();
    private final List<TraceSummary> summaries = new ArrayList<>();
    private List<String> documents = List.of();
    private List<Service> services = List.of();

    @Override
    public GetTraceSummariesResponse getTraceSummaries(GetTraceSummariesRequest request) {
      asked.add(request);
      return GetTraceSummariesResponse.builder().traceSummaries(summaries).build();
    }

    @Override
    public BatchGetTracesResponse batchGetTraces(BatchGetTracesRequest request) {
      traces.add(request);
      return BatchGetTracesResponse.builder()
          .traces(
              documents.isEmpty()
                  ? List.of()
                  : List.of(
                      Trace.builder()
                          .id(ID)
                          .segments(
                              documents.stream()
                                  .map(text -> Segment.builder().document(text).build())
                                  .toList())
                          .build()))
          .build();
    }

    @Override
    public GetServiceGraphResponse getServiceGraph(GetServiceGraphRequest request) {
      return GetServiceGraphResponse.builder().services(services).build();
    }

    @Override
    public String serviceName() {
      return "xray";
    }

    @Override
    public void close() {}
  }
}
