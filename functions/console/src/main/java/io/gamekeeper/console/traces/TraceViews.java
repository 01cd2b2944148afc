package io.gamekeeper.console.traces;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.xray.XRayClient;
import software.amazon.awssdk.services.xray.model.BatchGetTracesResponse;
import software.amazon.awssdk.services.xray.model.Edge;
import software.amazon.awssdk.services.xray.model.GetServiceGraphRequest;
import software.amazon.awssdk.services.xray.model.GetServiceGraphResponse;
import software.amazon.awssdk.services.xray.model.GetTraceSummariesRequest;
import software.amazon.awssdk.services.xray.model.GetTraceSummariesResponse;
import software.amazon.awssdk.services.xray.model.Segment;
import software.amazon.awssdk.services.xray.model.Service;
import software.amazon.awssdk.services.xray.model.ServiceId;
import software.amazon.awssdk.services.xray.model.TimeRangeType;
import software.amazon.awssdk.services.xray.model.TraceSummary;

/**
 * What operators see of traces. X-Ray answers for at most six hours at a time; a longer range is
 * asked for piece by piece, the newest first. Each method throws what the SDK throws; an {@code
 * XRayException} may be one that throttles.
 */
public final class TraceViews {
  private static final Duration LONGEST_RANGE = Duration.ofHours(6);
  private static final Pattern ID = Pattern.compile("1-[0-9a-f]{8}-[0-9a-f]{24}");
  private static final String CLIENT = "client";

  private final XRayClient client;
  private final InstantSource clock;

  public TraceViews(XRayClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  private record Range(Instant from, Instant to) {}

  /**
   * Lists the traces that got something in a time, newest first.
   *
   * @param service one that took part
   * @param limit the most traces
   */
  public TraceList summaries(
      Instant from, Instant to, TraceChoice choice, Optional<String> service, int limit) {
    Map<String, TraceList.Line> found = new LinkedHashMap<>();
    for (Range range : ranges(from, to)) {
      for (String filter : choice.filters()) {
        find(range, filter(filter, service), limit, found);
      }
      if (found.size() >= limit) {
        break;
      }
    }
    return new TraceList(
        found.values().stream()
            .sorted(Comparator.comparing(TraceList.Line::at).reversed())
            .limit(Math.max(0, limit))
            .toList());
  }

  private static String filter(String filter, Optional<String> service) {
    String named =
        service
            .map(name -> "service(\"" + name.replaceAll("([\"\\\\])", "\\\\$1") + "\")")
            .orElse("");
    return filter.isEmpty() || named.isEmpty() ? filter + named : named + " AND " + filter;
  }

  private void find(Range range, String filter, int limit, Map<String, TraceList.Line> found) {
    GetTraceSummariesRequest request =
        GetTraceSummariesRequest.builder()
            .startTime(range.from)
            .endTime(range.to)
            // By its last segment: a session that ends now began long ago.
            .timeRangeType(TimeRangeType.EVENT)
            .filterExpression(filter.isEmpty() ? null : filter)
            .build();
    int before = found.size();
    @Nullable String next;
    do {
      GetTraceSummariesResponse response = client.getTraceSummaries(request);
      response.traceSummaries().forEach(summary -> found.put(summary.id(), line(summary)));
      next = response.nextToken();
      request = request.toBuilder().nextToken(next).build();
    } while (next != null && !next.isEmpty() && found.size() - before < limit);
  }

  private static TraceList.Line line(TraceSummary summary) {
    List<String> services =
        summary.serviceIds().stream()
            .filter(service -> !CLIENT.equals(service.type()))
            .map(ServiceId::name)
            .distinct()
            .toList();
    String entry =
        summary.entryPoint() != null && summary.entryPoint().name() != null
            ? summary.entryPoint().name()
            : services.isEmpty() ? "unknown" : services.getFirst();
    boolean http = summary.http() != null;
    return new TraceList.Line(
        summary.id(),
        summary.startTime() != null ? summary.startTime() : started(summary.id()),
        summary.duration() == null ? 0 : summary.duration(),
        entry,
        http ? summary.http().httpURL() : null,
        http ? summary.http().httpMethod() : null,
        http ? summary.http().httpStatus() : null,
        Boolean.TRUE.equals(summary.hasError()),
        Boolean.TRUE.equals(summary.hasFault()),
        services);
  }

  /** Returns when a trace began, to the second: its id says it. */
  private static Instant started(String id) {
    return Instant.ofEpochSecond(Long.parseLong(id.substring(2, 10), 16));
  }

  /** Returns a trace; empty if X-Ray does not know it, or it is no id of a trace. */
  public Optional<TraceDetail> trace(String id) {
    if (!ID.matcher(id).matches()) {
      return Optional.empty();
    }
    List<String> documents = new ArrayList<>();
    @Nullable String next = null;
    do {
      @Nullable String token = next;
      BatchGetTracesResponse response =
          client.batchGetTraces(get -> get.traceIds(id).nextToken(token));
      response
          .traces()
          .forEach(
              trace -> trace.segments().stream().map(Segment::document).forEach(documents::add));
      next = response.nextToken();
    } while (next != null && !next.isEmpty());
    return documents.isEmpty()
        ? Optional.empty()
        : Optional.of(Waterfall.of(id, documents, clock.instant()));
  }

  /** Returns who served in a time, and who called whom. */
  public ServiceMap services(Instant from, Instant to) {
    Map<String, Tally> nodes = new LinkedHashMap<>();
    Map<List<String>, Tally> calls = new LinkedHashMap<>();
    for (Range range : ranges(from, to)) {
      List<Service> services = graph(range);
      Map<Integer, Service> byReference = new HashMap<>();
      services.forEach(service -> byReference.put(service.referenceId(), service));
      for (Service service : services) {
        // The client has its service's name; it is everybody outside.
        if (!CLIENT.equals(service.type())) {
          tally(nodes, service.name(), service.type()).add(service);
          for (Edge edge : service.edges()) {
            Service called = byReference.get(edge.referenceId());
            if (called != null && !called.name().equals(service.name())) {
              calls
                  .computeIfAbsent(List.of(service.name(), called.name()), _ -> new Tally())
                  .add(edge);
            }
          }
        }
      }
    }
    return new ServiceMap(
        nodes.entrySet().stream().map(node -> node.getValue().node(node.getKey())).toList(),
        calls.entrySet().stream()
            .map(call -> call.getValue().call(call.getKey().get(0), call.getKey().get(1)))
            .toList());
  }

  private List<Service> graph(Range range) {
    GetServiceGraphRequest request =
        GetServiceGraphRequest.builder().startTime(range.from).endTime(range.to).build();
    List<Service> services = new ArrayList<>();
    @Nullable String next;
    do {
      GetServiceGraphResponse response = client.getServiceGraph(request);
      services.addAll(response.services());
      next = response.nextToken();
      request = request.toBuilder().nextToken(next).build();
    } while (next != null && !next.isEmpty());
    return services;
  }

  private static Tally tally(Map<String, Tally> nodes, String name, @Nullable String type) {
    Tally tally = nodes.computeIfAbsent(name, _ -> new Tally());
    tally.is(type);
    return tally;
  }

  /** Returns a range in pieces that X-Ray answers for, the newest first. */
  private static List<Range> ranges(Instant from, Instant to) {
    List<Range> ranges = new ArrayList<>();
    Instant end = to;
    while (end.isAfter(from)) {
      Instant start = end.minus(LONGEST_RANGE);
      ranges.add(new Range(start.isBefore(from) ? from : start, end));
      end = start;
    }
    return ranges;
  }
}
