package io.gamekeeper.contract;

/**
 * Key attributes of the table of frozen seasons. Partition: {@code board#season}; sort key: {@code
 * head} (written once, after all pages) or {@code page#NNNNNN}.
 */
public final class SeasonTable {
  public static final String PARTITION_KEY = "pk";
  public static final String SORT_KEY = "sk";

  private SeasonTable() {}
}
