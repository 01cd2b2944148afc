package io.gamekeeper.local.aws.athena;

/** A query that ended without a result. */
final class QueryFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean cancelled;

  private QueryFailedException(String reason, boolean cancelled) {
    super(reason);
    this.cancelled = cancelled;
  }

  /** A query that cannot be answered. */
  static QueryFailedException failed(String reason) {
    return new QueryFailedException(reason, false);
  }

  /**
   * A query that would read more than its workgroup allows.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/athena/latest/ug/workgroups-setting-control-limits-cloudwatch.html">Configure
   *     per-query and per-workgroup data usage controls</a>
   */
  static QueryFailedException tooMuch() {
    return new QueryFailedException("Query cancelled! : Bytes scanned limit was exceeded", true);
  }

  boolean isCancelled() {
    return cancelled;
  }
}
