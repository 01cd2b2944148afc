package io.gamekeeper.insight;

/** No point of the call was taken; it can be repeated. */
public final class MetricsRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public MetricsRefusedException(Throwable cause) {
    super(cause.getMessage(), cause);
  }
}
