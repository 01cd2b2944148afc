package io.gamekeeper.insight;

/** The points of the call may have been taken or not; repeating it could count them twice. */
public final class OutcomeUnknownException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public OutcomeUnknownException(Throwable cause) {
    super(cause.getMessage(), cause);
  }
}
