package io.gamekeeper.local.event;

/** A target did not take an event. */
public final class DeliveryException extends Exception {
  private final String code;

  /**
   * A delivery that failed.
   *
   * @param code as a dead letter's attribute {@code ERROR_CODE} has it
   */
  public DeliveryException(String code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public String code() {
    return code;
  }
}
