package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.local.client.CallerTrace;
import java.util.Optional;

/**
 * The invocation that the current thread works for. It tells the stage's clients which function
 * calls.
 *
 * @param functionId the function's logical id
 * @param version number, or {@code $LATEST}
 * @param traceHeader X-Ray's header, unique to this invocation
 */
public record Invocation(String functionId, String version, String requestId, String traceHeader) {
  private static final ScopedValue<Invocation> CURRENT = ScopedValue.newInstance();

  /** Returns the invocation whose scope the calling thread is in. */
  public static Optional<Invocation> current() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
  }

  static ScopedValue.Carrier bind(ScopedValue.Carrier carrier, Invocation invocation) {
    return CallerTrace.bind(carrier.where(CURRENT, invocation), invocation.traceHeader());
  }
}
