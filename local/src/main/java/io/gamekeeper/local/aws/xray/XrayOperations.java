package io.gamekeeper.local.aws.xray;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.NotSimulatedException;
import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.observe.TraceStore;
import io.gamekeeper.local.template.AwsEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.xray.XRayClient;
import software.amazon.awssdk.services.xray.model.AnnotationValue;
import software.amazon.awssdk.services.xray.model.BatchGetTracesRequest;
import software.amazon.awssdk.services.xray.model.BatchGetTracesResponse;
import software.amazon.awssdk.services.xray.model.GetServiceGraphRequest;
import software.amazon.awssdk.services.xray.model.GetServiceGraphResponse;
import software.amazon.awssdk.services.xray.model.GetTraceSummariesRequest;
import software.amazon.awssdk.services.xray.model.GetTraceSummariesResponse;
import software.amazon.awssdk.services.xray.model.Http;
import software.amazon.awssdk.services.xray.model.PutTraceSegmentsRequest;
import software.amazon.awssdk.services.xray.model.PutTraceSegmentsResponse;
import software.amazon.awssdk.services.xray.model.Segment;
import software.amazon.awssdk.services.xray.model.ServiceId;
import software.amazon.awssdk.services.xray.model.TimeRangeType;
import software.amazon.awssdk.services.xray.model.Trace;
import software.amazon.awssdk.services.xray.model.TraceSummary;
import software.amazon.awssdk.services.xray.model.UnprocessedTraceSegment;
import software.amazon.awssdk.services.xray.model.ValueWithServiceIds;
import software.amazon.awssdk.services.xray.model.XRayException;

/**
 * The stage's X-Ray as functions and operators call it.
 *
 * @see <a href="https://docs.aws.amazon.com/xray/latest/api/API_Operations.html">X-Ray API
 *     reference</a>
 */
final class XrayOperations {
  private static final int BAD_REQUEST = 400;

  /** BatchGetTraces: "Maximum number of 5 items". */
  private static final int MOST_TRACES = 5;

  /** What X-Ray refuses: "Time range cannot be longer than 6 hours". */
  private static final Duration LONGEST_RANGE = Duration.ofHours(6);

  private static final int PAGE = 100;

  private final TraceStore traces;
  private final InstantSource clock;

  private XrayOperations(TraceStore traces, InstantSource clock) {
    this.traces = traces;
    this.clock = clock;
  }

  /** Returns the service in front of the traces. */
  static SimulatedService<XRayClient> service(TraceStore traces, InstantSource clock) {
    XrayOperations xray = new XrayOperations(traces, clock);
    return new SimulatedService<>("xray", XRayClient.class, XrayOperations::error)
        .operation(
            "putTraceSegments",
            PutTraceSegmentsRequest.class,
            List.of("TraceSegmentDocuments"),
            needs("PutTraceSegments"),
            xray::put)
        .operation(
            "getTraceSummaries",
            GetTraceSummariesRequest.class,
            List.of("StartTime", "EndTime"),
            needs("GetTraceSummaries"),
            xray::summaries)
        .operation(
            "batchGetTraces",
            BatchGetTracesRequest.class,
            List.of("TraceIds"),
            needs("BatchGetTraces"),
            xray::traces)
        .operation(
            "getServiceGraph",
            GetServiceGraphRequest.class,
            List.of("StartTime", "EndTime"),
            needs("GetServiceGraph"),
            xray::graph);
  }

  /** Of traces, IAM knows no resources but all. */
  private static <R extends AwsRequest> Function<R, List<Access>> needs(String action) {
    return _ -> List.of(new Access.ByRole("xray:" + action, "*"));
  }

  private PutTraceSegmentsResponse put(PutTraceSegmentsRequest request) {
    List<UnprocessedTraceSegment> unprocessed = new ArrayList<>();
    for (String document : request.traceSegmentDocuments()) {
      if (!traces.accept("PutTraceSegments", document)) {
        unprocessed.add(
            UnprocessedTraceSegment.builder()
                .errorCode("InvalidSegment")
                .message("Invalid segment. ErrorCode: InvalidSegment")
                .build());
      }
    }
    return PutTraceSegmentsResponse.builder().unprocessedTraceSegments(unprocessed).build();
  }

  private GetTraceSummariesResponse summaries(GetTraceSummariesRequest request) {
    checkRange(request.startTime(), request.endTime());
    if (request.sampling() != null && request.sampling()) {
      throw new NotSimulatedException("xray:GetTraceSummaries with Sampling");
    }
    Predicate<StoredTrace> filter = filter(request.filterExpression());
    boolean byUpdate = byUpdate(request);
    List<StoredTrace> found =
        all()
            .filter(
                trace -> {
                  Instant at = byUpdate ? trace.end() : trace.idTime();
                  return !at.isBefore(request.startTime()) && at.isBefore(request.endTime());
                })
            .filter(filter)
            .toList();
    int from = offset(request.nextToken());
    int to = Math.min(found.size(), from + PAGE);
    return GetTraceSummariesResponse.builder()
        .traceSummaries(
            from >= to
                ? List.of()
                : found.subList(from, to).stream().map(XrayOperations::summary).toList())
        .tracesProcessedCount((long) found.size())
        .approximateTime(clock.instant())
        .nextToken(to < found.size() ? Integer.toString(to) : null)
        .build();
  }

  private static boolean byUpdate(GetTraceSummariesRequest request) {
    @Nullable TimeRangeType type = request.timeRangeType();
    if (type == null || type == TimeRangeType.TRACE_ID) {
      return false;
    }
    if (type == TimeRangeType.EVENT) {
      return true;
    }
    throw new NotSimulatedException(
        "xray:GetTraceSummaries with TimeRangeType " + request.timeRangeTypeAsString());
  }

  private static Predicate<StoredTrace> filter(@Nullable String expression) {
    try {
      return TraceFilter.parse(expression);
    } catch (TraceFilter.MalformedException e) {
      throw invalid(String.valueOf(e.getMessage()));
    }
  }

  private static int offset(@Nullable String token) {
    if (token == null) {
      return 0;
    }
    if (!token.matches("[0-9]{1,6}")) {
      throw invalid("Invalid next token");
    }
    return Integer.parseInt(token);
  }

  private static TraceSummary summary(StoredTrace trace) {
    List<ServiceId> services = ServiceKey.of(trace).stream().map(XrayOperations::id).toList();
    ServiceId entry = id(ServiceKey.of(trace.root()));
    Map<String, List<ValueWithServiceIds>> annotations = new HashMap<>();
    trace
        .annotations()
        .forEach(
            (key, values) ->
                annotations.put(
                    key,
                    values.stream()
                        .map(
                            value ->
                                ValueWithServiceIds.builder()
                                    .annotationValue(AnnotationValue.fromStringValue(value))
                                    .build())
                        .toList()));
    return TraceSummary.builder()
        .id(trace.id())
        .startTime(trace.start())
        .duration(trace.duration().toNanos() / 1e9)
        .responseTime(trace.responseTime().orElse(null))
        .hasError(trace.rootHas("error"))
        .hasFault(trace.rootHas("fault"))
        .hasThrottle(trace.isThrottled())
        .isPartial(trace.isPartial())
        .http(http(trace))
        .annotations(annotations)
        .serviceIds(services)
        .entryPoint(entry)
        .matchedEventTime(trace.end())
        .revision(1)
        .build();
  }

  private static Http http(StoredTrace trace) {
    Http.Builder http = Http.builder();
    JsonNode said = trace.root().path("http");
    if (said.at("/request/url").isTextual()) {
      http.httpURL(said.at("/request/url").asText());
    }
    if (said.at("/request/method").isTextual()) {
      http.httpMethod(said.at("/request/method").asText());
    }
    if (said.at("/response/status").isInt()) {
      http.httpStatus(said.at("/response/status").asInt());
    }
    return http.build();
  }

  private static ServiceId id(ServiceKey key) {
    return ServiceId.builder()
        .name(key.name())
        .names(key.name())
        .type(key.type())
        .accountId(AwsEnvironment.LAPTOP.account())
        .build();
  }

  private BatchGetTracesResponse traces(BatchGetTracesRequest request) {
    if (request.traceIds().size() > MOST_TRACES) {
      throw invalid("TraceIds may not have more than " + MOST_TRACES + " items");
    }
    List<Trace> found = new ArrayList<>();
    for (String id : request.traceIds()) {
      List<TraceStore.Segment> segments = traces.trace(id);
      if (!segments.isEmpty()) {
        found.add(trace(StoredTrace.of(id, segments)));
      }
    }
    // An id that is not known is left out; X-Ray names only those that it could not read just now.
    return BatchGetTracesResponse.builder().traces(found).unprocessedTraceIds(List.of()).build();
  }

  private static Trace trace(StoredTrace trace) {
    return Trace.builder()
        .id(trace.id())
        .duration(trace.duration().toNanos() / 1e9)
        .limitExceeded(false)
        .segments(
            trace.segments().stream()
                .map(
                    segment ->
                        Segment.builder()
                            .id(segment.path("id").asText())
                            .document(segment.toString())
                            .build())
                .toList())
        .build();
  }

  private GetServiceGraphResponse graph(GetServiceGraphRequest request) {
    checkRange(request.startTime(), request.endTime());
    if (request.groupName() != null || request.groupARN() != null) {
      throw new NotSimulatedException("xray:GetServiceGraph with a group");
    }
    ServiceGraph graph = new ServiceGraph();
    all()
        .filter(
            trace ->
                !trace.end().isBefore(request.startTime())
                    && trace.start().isBefore(request.endTime()))
        .forEach(graph::add);
    return GetServiceGraphResponse.builder()
        .startTime(request.startTime())
        .endTime(request.endTime())
        .containsOldGroupVersions(false)
        .services(
            graph.services(AwsEnvironment.LAPTOP.account(), request.startTime(), request.endTime()))
        .build();
  }

  private Stream<StoredTrace> all() {
    return traces.all().entrySet().stream()
        .map(entry -> StoredTrace.of(entry.getKey(), entry.getValue()));
  }

  private static void checkRange(Instant from, Instant to) {
    if (!from.isBefore(to)) {
      throw invalid("Start time must be before end time");
    }
    if (Duration.between(from, to).compareTo(LONGEST_RANGE) > 0) {
      throw invalid("Time range cannot be longer than 6 hours");
    }
  }

  private static XRayException invalid(String message) {
    return error("InvalidRequestException", BAD_REQUEST, message);
  }

  private static XRayException error(String code, int status, String message) {
    return (XRayException)
        XRayException.builder()
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .serviceName("XRay")
                    .errorCode(code)
                    .errorMessage(message)
                    .build())
            .statusCode(code.equals("AccessDeniedException") ? 403 : status)
            .build();
  }
}
