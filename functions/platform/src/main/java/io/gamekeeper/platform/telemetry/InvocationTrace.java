package io.gamekeeper.platform.telemetry;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Entity;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.entities.TraceID;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one invocation's trace will say. It becomes a segment only at the end, and only if it is
 * sampled or failed: most are neither, and X-Ray's own objects cost more than all the rest of our
 * telemetry. Used by the thread that runs the invocation.
 */
final class InvocationTrace {
  private final TraceContext above;
  private final boolean sampled;
  private final double start;
  private final List<OutgoingCall> calls = new ArrayList<>(0);
  private @Nullable OutgoingCall open;
  private @Nullable Throwable cause;
  private int status;

  /**
   * Begins.
   *
   * @param start in seconds, as all times here
   */
  InvocationTrace(TraceContext above, boolean sampled, double start) {
    this.above = above;
    this.sampled = sampled;
    this.start = start;
  }

  /** Begins a call to something outside the function, within the one that is open. */
  OutgoingCall begin(String name, double callStart) {
    OutgoingCall call = new OutgoingCall(name, callStart, open);
    (open == null ? calls : open.inner).add(call);
    open = call;
    return call;
  }

  void failed(Throwable reason) {
    cause = reason;
  }

  void answered(int httpStatus) {
    status = httpStatus;
  }

  /** Ends, and hands a segment to the recorder if there shall be one. */
  void end(AWSXRayRecorder recorder, String service, String correlationId, double end) {
    if (!sampled && cause == null && status < 500) {
      return;
    }
    TraceID trace = above.trace() == null ? TraceID.create(recorder) : above.trace();
    Segment segment = recorder.beginSegment(service, trace, above.parent());
    segment.setStartTime(start);
    segment.setService(Map.of());
    segment.putAnnotation("correlationId", correlationId);
    calls.forEach(call -> call.record(recorder));
    note(cause, segment);
    if (status > 0) {
      segment.putHttp("response", Map.of("status", status));
      segment.setFault(segment.isFault() || status >= 500);
      segment.setError(status >= 400 && status < 500);
      segment.setThrottle(status == 429);
    }
    segment.setSampled(true);
    segment.setEndTime(end);
    recorder.endSegment();
  }

  private static void note(@Nullable Throwable cause, Entity entity) {
    if (cause != null) {
      entity.addException(cause);
    }
  }

  /** One call to something outside the function. */
  final class OutgoingCall {
    private final String name;
    private final double callStart;
    private final @Nullable OutgoingCall outer;
    private final List<OutgoingCall> inner = new ArrayList<>(0);
    private double callEnd;
    private @Nullable Throwable callCause;

    private OutgoingCall(String name, double callStart, @Nullable OutgoingCall outer) {
      this.name = name;
      this.callStart = callStart;
      this.outer = outer;
    }

    void failed(Throwable reason) {
      callCause = reason;
    }

    void end(double at) {
      callEnd = at;
      open = outer;
    }

    private void record(AWSXRayRecorder recorder) {
      Subsegment subsegment = recorder.beginSubsegment(name);
      subsegment.setNamespace("remote");
      subsegment.setStartTime(callStart);
      inner.forEach(call -> call.record(recorder));
      note(callCause, subsegment);
      subsegment.setEndTime(callEnd);
      recorder.endSubsegment();
    }
  }
}
