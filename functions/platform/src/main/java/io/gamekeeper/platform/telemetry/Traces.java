package io.gamekeeper.platform.telemetry;

import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.AWSXRayRecorderBuilder;
import com.amazonaws.xray.contexts.SegmentContextResolverChain;
import com.amazonaws.xray.contexts.ThreadLocalSegmentContextResolver;
import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.strategy.IgnoreErrorContextMissingStrategy;
import com.amazonaws.xray.strategy.StreamingStrategy;
import com.amazonaws.xray.strategy.sampling.SamplingRequest;
import com.amazonaws.xray.strategy.sampling.SamplingResponse;
import com.amazonaws.xray.strategy.sampling.SamplingStrategy;
import io.gamekeeper.platform.TraceSink;

/**
 * An X-Ray recorder that takes nothing from the process: no daemon address, no sampling rules from
 * the service, no context but the thread that runs the invocation.
 */
final class Traces {
  private Traces() {}

  static AWSXRayRecorder recorder(TraceSink sink) {
    SegmentContextResolverChain contexts = new SegmentContextResolverChain();
    contexts.addResolver(new ThreadLocalSegmentContextResolver());
    return AWSXRayRecorderBuilder.standard()
        .withEmitter(new SinkEmitter(sink))
        .withSamplingStrategy(new SampledByTelemetry())
        .withStreamingStrategy(new WholeSegments())
        .withContextMissingStrategy(new IgnoreErrorContextMissingStrategy())
        .withSegmentContextResolverChain(contexts)
        .withFastIdGenerator()
        .build();
  }

  /**
   * Sends what the function recorded as a subsegment of the segment that Lambda itself writes for
   * the invocation.
   */
  private static final class SinkEmitter extends Emitter {
    private final TraceSink sink;

    private SinkEmitter(TraceSink sink) {
      this.sink = sink;
    }

    @Override
    public boolean sendSegment(Segment segment) {
      String document = segment.serialize();
      sink.accept(
          segment.getParentId() == null
              ? document
              : "{\"type\":\"subsegment\"," + document.substring(1));
      return true;
    }

    @Override
    public boolean sendSubsegment(Subsegment subsegment) {
      sink.accept(subsegment.streamSerialize());
      return true;
    }
  }

  /** Telemetry decides at the end, when it knows whether the invocation failed. */
  private static final class SampledByTelemetry implements SamplingStrategy {
    @Override
    public SamplingResponse shouldTrace(SamplingRequest request) {
      return new SamplingResponse(true);
    }

    @Override
    public boolean isForcedSamplingSupported() {
      return false;
    }
  }

  /** No subsegment leaves before its segment, whose fate is decided at its end. */
  private static final class WholeSegments implements StreamingStrategy {
    @Override
    public boolean requiresStreaming(Segment segment) {
      return false;
    }

    @Override
    public void streamSome(com.amazonaws.xray.entities.Entity entity, Emitter emitter) {}
  }
}
