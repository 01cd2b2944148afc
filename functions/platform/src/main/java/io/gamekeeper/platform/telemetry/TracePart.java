package io.gamekeeper.platform.telemetry;

import io.gamekeeper.platform.TraceSink;
import io.gamekeeper.platform.trace.Segment;
import io.gamekeeper.platform.trace.SegmentJson;
import io.gamekeeper.platform.trace.TraceHeader;
import io.gamekeeper.platform.trace.TraceIds;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * What a trace gets of an invocation, or of one message that it handles. Used by the thread that
 * runs it; a document is made at the end, of what is sampled or went wrong.
 */
final class TracePart {
  /** Calls in one document: a datagram of X-Ray holds 64 KB. */
  private static final int MOST_CALLS = 100;

  private final TraceHeader above;
  private final boolean below;
  private final boolean sampled;
  private final @Nullable TraceHeader lambda;
  private final String correlationId;
  private final TraceIds ids;
  private final InstantSource clock;
  private final String id;
  private final double start;
  private final List<Called> calls = new ArrayList<>(4);
  private int callsNotKept;
  private Segment.@Nullable Request request;
  private int status;
  private boolean keepsErrors;
  private boolean failed;
  private @Nullable Throwable failure;

  /** A call that ended. */
  private record Called(RemoteCall call, double start, double end, @Nullable Throwable failure) {}

  private TracePart(
      TraceHeader above,
      boolean below,
      boolean sampled,
      @Nullable TraceHeader lambda,
      String correlationId,
      TraceIds ids,
      InstantSource clock) {
    this.above = above;
    this.below = below;
    this.sampled = sampled;
    this.lambda = lambda;
    this.correlationId = correlationId;
    this.ids = ids;
    this.clock = clock;
    this.id = ids.segment();
    this.start = seconds();
  }

  /** Begins a part of the segment that Lambda itself writes for the invocation. */
  static TracePart below(
      TraceHeader lambda,
      boolean sampled,
      String correlationId,
      TraceIds ids,
      InstantSource clock) {
    return new TracePart(lambda, true, sampled, null, correlationId, ids, clock);
  }

  /**
   * Begins a segment of its own.
   *
   * @param lambda the trace of the invocation that it runs in
   */
  static TracePart of(
      TraceHeader above,
      boolean sampled,
      @Nullable TraceHeader lambda,
      String correlationId,
      TraceIds ids,
      InstantSource clock) {
    return new TracePart(above, false, sampled, lambda, correlationId, ids, clock);
  }

  String correlationId() {
    return correlationId;
  }

  /** Returns the header for what this part asks others. */
  TraceHeader header() {
    return new TraceHeader(above.root(), id, sampled);
  }

  /** Returns the time now, in seconds since 1970. */
  double seconds() {
    Instant now = clock.instant();
    return now.getEpochSecond() + now.getNano() / 1e9;
  }

  void called(RemoteCall call, double callStart, @Nullable Throwable callFailure) {
    if (calls.size() < MOST_CALLS) {
      calls.add(new Called(call, callStart, seconds(), callFailure));
    } else {
      callsNotKept++;
    }
  }

  void asked(Segment.Request asked) {
    request = asked;
  }

  void answered(int answer) {
    status = answer;
  }

  void keepErrors() {
    keepsErrors = true;
  }

  void failed(@Nullable Throwable cause) {
    failed = true;
    failure = cause;
  }

  /** Ends it. */
  void end(String service, TraceSink sink) {
    if (sampled || failed || status >= 500 || (keepsErrors && status >= 400)) {
      sink.accept(SegmentJson.of(segment(service)));
    }
  }

  private Segment segment(String service) {
    boolean child = below && above.parent() != null;
    return new Segment(
        service,
        above.root(),
        id,
        above.parent(),
        child,
        start,
        seconds(),
        request,
        status,
        failed ? Segment.Outcome.fault(failure) : Segment.Outcome.of(status),
        Map.of("correlationId", correlationId),
        callsNotKept == 0 ? Map.of() : Map.of("callsNotShown", Integer.toString(callsNotKept)),
        lambda == null || lambda.root().equals(above.root())
            ? List.of()
            : List.of(new Segment.Link(lambda.root(), lambda.parent())),
        calls.stream().map(this::part).toList());
  }

  private Segment.Part part(Called called) {
    RemoteCall call = called.call;
    return new Segment.Part(
        call.name(),
        ids.segment(),
        call.namespace(),
        call.operation(),
        call.resource(),
        called.start,
        called.end,
        outcome(called.failure));
  }

  private static Segment.Outcome outcome(@Nullable Throwable cause) {
    if (cause == null) {
      return Segment.Outcome.GOOD;
    }
    return cause instanceof AwsServiceException refused && refused.statusCode() < 500
        ? new Segment.Outcome(true, false, refused.isThrottlingException(), null)
        : Segment.Outcome.fault(cause);
  }
}
