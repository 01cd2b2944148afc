package io.gamekeeper.local.http;

/** The health of the target of a record. */
@FunctionalInterface
public interface HealthStatus {
  /** Tells whether the target is healthy, as far as is known; does not block. */
  boolean healthy();
}
