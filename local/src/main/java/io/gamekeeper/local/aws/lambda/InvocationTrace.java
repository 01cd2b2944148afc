package io.gamekeeper.local.aws.lambda;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.service.Ids;
import io.gamekeeper.platform.trace.TraceHeader;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lambda's own part of an invocation's trace: it goes on with the caller's, or begins one. Where
 * tracing is active and the trace is sampled, Lambda writes two segments, one for the service and
 * one for the function; what the function records hangs below the second.
 *
 * @param callerParent the caller's segment
 * @param recorded whether Lambda writes segments
 * @param service the id of the service's segment
 * @param header what the function gets
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html">Visualize Lambda
 *     function invocations using AWS X-Ray</a>
 */
record InvocationTrace(
    @Nullable String callerParent, boolean recorded, String service, TraceHeader header) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Begins the part of an invocation.
   *
   * @param active whether tracing is active, or only passes through
   * @param caller the caller's header
   */
  static InvocationTrace begin(Ids ids, boolean active, Optional<String> caller) {
    @Nullable TraceHeader above = TraceHeader.parse(caller.orElse(null));
    String function = ids.segmentId();
    String root = above == null ? ids.traceId() : above.root();
    @Nullable Boolean decided = above == null ? null : above.sampled();
    boolean sampled = decided == null ? active && ids.sample() : decided;
    return new InvocationTrace(
        above == null ? null : above.parent(),
        active && sampled,
        active && sampled ? ids.segmentId() : "",
        new TraceHeader(root, function, sampled));
  }

  /** Returns the segment of the service. */
  String ofService(
      FunctionConfig config, String requestId, Instant start, Instant end, boolean failed) {
    ObjectNode segment = segment(config, service, "AWS::Lambda", callerParent, start, end, failed);
    segment.putObject("http").putObject("response").put("status", 200);
    segment.putObject("aws").put("request_id", requestId);
    return segment.toString();
  }

  /** Returns the segment of the function. */
  String ofFunction(
      FunctionConfig config, String requestId, Instant start, Instant end, boolean failed) {
    ObjectNode segment =
        segment(
            config,
            String.valueOf(header.parent()),
            "AWS::Lambda::Function",
            service,
            start,
            end,
            failed);
    segment.putObject("aws").put("function_arn", config.arn()).put("request_id", requestId);
    return segment.toString();
  }

  private ObjectNode segment(
      FunctionConfig config,
      String id,
      String origin,
      @Nullable String parent,
      Instant start,
      Instant end,
      boolean failed) {
    ObjectNode segment = JSON.createObjectNode();
    segment.put("id", id);
    segment.put("trace_id", header.root());
    segment.put("name", config.name());
    segment.put("origin", origin);
    segment.put("resource_arn", config.arn());
    if (parent != null) {
      segment.put("parent_id", parent);
    }
    segment.put("start_time", seconds(start));
    segment.put("end_time", seconds(end));
    if (failed) {
      segment.put("fault", true);
    }
    return segment;
  }

  private static double seconds(Instant at) {
    return at.getEpochSecond() + at.getNano() / 1e9;
  }
}
