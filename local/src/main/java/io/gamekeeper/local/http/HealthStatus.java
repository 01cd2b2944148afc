package io.gamekeeper.local.http;

/** Whether what a record leads to is well. */
@FunctionalInterface
public interface HealthStatus {
  /** As far as is known; answers at once. */
  boolean healthy();
}
