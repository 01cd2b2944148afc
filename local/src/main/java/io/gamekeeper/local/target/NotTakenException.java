package io.gamekeeper.local.target;

/** A target did not take a call. */
public final class NotTakenException extends Exception {
  private final String code;

  /**
   * A call that was not taken.
   *
   * @param code as a dead letter's attribute {@code ERROR_CODE} has it
   */
  public NotTakenException(String code, String message) {
    super(message);
    this.code = code;
  }

  public String code() {
    return code;
  }
}
