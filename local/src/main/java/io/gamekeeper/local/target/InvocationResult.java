package io.gamekeeper.local.target;

/** The result of an invocation, as Lambda tells its caller. */
public sealed interface InvocationResult {

  /** The handler returned; the payload is its result as JSON. */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Answered(byte[] payload) implements InvocationResult {}

  /**
   * The function failed: the handler threw, the instance could not start, or time ran out.
   *
   * @param payload Lambda's error document, JSON
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Failed(String errorType, String message, byte[] payload) implements InvocationResult {}

  /** There was no free concurrency: {@code TooManyRequestsException}. */
  record Throttled(String reason) implements InvocationResult {}
}
