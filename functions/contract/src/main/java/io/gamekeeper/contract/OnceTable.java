package io.gamekeeper.contract;

/** Attributes of the table behind Powertools' idempotency, as it names them. */
public final class OnceTable {
  public static final String PARTITION_KEY = "id";

  /** Epoch second after which DynamoDB may delete a record. */
  public static final String EXPIRY = "expiration";

  private OnceTable() {}
}
