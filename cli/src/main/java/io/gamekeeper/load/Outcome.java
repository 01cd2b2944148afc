package io.gamekeeper.load;

/** The outcome of a call. */
public enum Outcome {
  SUCCEEDED,
  /** 4xx: the server found fault with the request. */
  REFUSED,
  /** 5xx. */
  FAILED,
  /** No answer in time, or no connection. */
  UNREACHABLE;

  /** Returns the outcome of a call that was answered with that status. */
  public static Outcome of(int status) {
    if (status >= 500) {
      return FAILED;
    }
    return status >= 400 ? REFUSED : SUCCEEDED;
  }
}
