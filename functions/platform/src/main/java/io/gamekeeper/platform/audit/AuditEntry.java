package io.gamekeeper.platform.audit;

import io.gamekeeper.platform.identity.Operator;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A step of a change that an operator asked for. A change without an outcome was interrupted:
 * whether it was made has to be looked up.
 *
 * @param at when
 * @param request the request's id, by which steps belong together and logs are found
 * @param path what was to be changed
 * @param reason why, in the operator's words
 * @param status of the answer; null while there is none
 * @param content what was asked for as JSON when it was requested; when it was done, {@code
 *     {"before": …, "after": …}}
 */
public record AuditEntry(
    Instant at,
    String request,
    Operator operator,
    String method,
    String path,
    String reason,
    Phase phase,
    @Nullable Integer status,
    @Nullable String content) {

  /** How far a change has come. */
  public enum Phase {
    /** It was allowed, and is about to be made. */
    REQUESTED,
    DONE,
    /** It was not made, for a reason that the operator was told. */
    REFUSED,
    /** It failed, and may have been made. */
    FAILED
  }

  /** Returns the outcome of this request. */
  public AuditEntry ended(Instant when, Phase outcome, int answered, @Nullable String changed) {
    return new AuditEntry(
        when, request, operator, method, path, reason, outcome, answered, changed);
  }
}
