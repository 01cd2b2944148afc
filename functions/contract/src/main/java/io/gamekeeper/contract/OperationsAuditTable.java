package io.gamekeeper.contract;

/** Keys of the table that holds what operators changed: a partition per day, in UTC. */
public final class OperationsAuditTable {
  /** The day, as {@code 2026-11-30}. */
  public static final String PARTITION_KEY = "day";

  /** Instant, request and phase. */
  public static final String SORT_KEY = "entry";

  private OperationsAuditTable() {}
}
