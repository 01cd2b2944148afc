package io.gamekeeper.contract;

/**
 * Key attributes of the purchase log. Partition: {@code player#ID}; sort key: {@code
 * TIME#EVENT-ID}, the time in UTC as {@code 2026-11-21T10:00:00.000Z}.
 */
public final class PurchaseLogTable {
  public static final String PARTITION_KEY = "pk";
  public static final String SORT_KEY = "sk";

  private PurchaseLogTable() {}
}
