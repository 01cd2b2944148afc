package io.gamekeeper.local.aws.logs.insights;

/** A query that CloudWatch Logs would refuse, or that the stage does not run. */
public final class InsightsException extends RuntimeException {
  private final int start;
  private final int end;

  /**
   * A refused query.
   *
   * @param problem continues a message that begins with "the query"
   * @param start the first refused character, from 0
   * @param end one behind the last
   */
  InsightsException(String problem, int start, int end) {
    super(problem);
    this.start = start;
    this.end = end;
  }

  /** The problem, which continues a message that begins with "the query". */
  public String problem() {
    return String.valueOf(getMessage());
  }

  /** The first refused character of the text, from 0. */
  public int start() {
    return start;
  }

  /** One behind the last refused character. */
  public int end() {
    return end;
  }
}
