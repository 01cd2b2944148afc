package io.gamekeeper.local.client;

import io.gamekeeper.platform.trace.TraceHeader;
import java.util.Optional;
import software.amazon.awssdk.core.RequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkRequest;

/**
 * The trace header of a call of an AWS service: the one that the request brings, else, as the SDK
 * does it on Lambda, that of the invocation.
 *
 * @see <a
 *     href="https://github.com/aws/aws-sdk-java-v2/blob/master/core/aws-core/src/main/java/software/amazon/awssdk/awscore/interceptor/TraceIdExecutionInterceptor.java">TraceIdExecutionInterceptor</a>
 */
public final class CallerTrace {
  private static final ScopedValue<String> INVOCATION = ScopedValue.newInstance();

  private CallerTrace() {}

  /** Binds the header of the invocation in which calls are made. */
  public static ScopedValue.Carrier bind(ScopedValue.Carrier carrier, String header) {
    return carrier.where(INVOCATION, header);
  }

  /** Returns the header that comes with a request; empty if it names no trace. */
  public static Optional<String> of(SdkRequest request) {
    return request
        .overrideConfiguration()
        .map(RequestOverrideConfiguration::headers)
        .map(headers -> headers.get(TraceHeader.NAME))
        .map(values -> values.getLast())
        .or(() -> INVOCATION.isBound() ? Optional.of(INVOCATION.get()) : Optional.empty())
        .filter(CallerTrace::isTrace);
  }

  /** Tells whether a header names a trace; AWS's services drop any other. */
  public static boolean isTrace(String header) {
    return TraceHeader.rootOf(header) != null;
  }
}
