package io.gamekeeper.contract;

/**
 * Key attributes of the table of frozen seasons. Partition: {@code board#season}; sort key: {@code
 * head} (written once, after all pages) or {@code page#HASH#NNNNNN}, where the hash is the head's.
 */
public final class SeasonTable {
  public static final String PARTITION_KEY = "pk";
  public static final String SORT_KEY = "sk";

  /** Sort key of a season's summary. */
  public static final String HEAD = "head";

  private SeasonTable() {}
}
