package io.gamekeeper.local.aws.lambda;

import java.util.concurrent.atomic.AtomicLong;

/**
 * One execution environment: a constructed handler that works on one invocation at a time.
 *
 * @param logStream names the instance in its log group, as Lambda does
 * @param startNanos how long its start took, until an invocation has reported it; then 0
 */
record FunctionInstance(HandlerType.Handler handler, String logStream, AtomicLong startNanos) {

  static FunctionInstance started(HandlerType.Handler handler, String logStream, long nanos) {
    return new FunctionInstance(handler, logStream, new AtomicLong(nanos));
  }
}
