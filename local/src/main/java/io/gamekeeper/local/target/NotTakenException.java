package io.gamekeeper.local.target;

/** A target did not take a call. */
public final class NotTakenException extends Exception {
  /** There is no such target. */
  public static final String NO_RESOURCE = "NO_RESOURCE";

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

  /** Tells whether the target does not exist, so that trying again is of no use. */
  public boolean isFinal() {
    return code.equals(NO_RESOURCE);
  }

  public String code() {
    return code;
  }
}
