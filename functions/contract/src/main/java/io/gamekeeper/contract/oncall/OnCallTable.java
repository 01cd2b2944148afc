package io.gamekeeper.contract.oncall;

/** Keys of the table in which on-call keeps what is going on. */
public final class OnCallTable {
  /** What kind of thing it is. */
  public static final String PARTITION_KEY = "pk";

  /** Which one. */
  public static final String SORT_KEY = "sk";

  /** Epoch second after which DynamoDB may delete the item. */
  public static final String EXPIRY = "expiration";

  private OnCallTable() {}
}
