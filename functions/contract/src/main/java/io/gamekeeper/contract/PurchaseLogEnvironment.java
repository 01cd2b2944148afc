package io.gamekeeper.contract;

import java.util.Map;

/**
 * The tables of the purchase log.
 *
 * @param purchaseLogTable DynamoDB table, see {@link PurchaseLogTable}
 * @param onceTable DynamoDB table that keeps an event from being processed twice
 */
public record PurchaseLogEnvironment(String purchaseLogTable, String onceTable) {
  public static final String PURCHASE_LOG_TABLE = "PURCHASE_LOG_TABLE";
  public static final String ONCE_TABLE = StoreEnvironment.ONCE_TABLE;

  /** Reads the record back from a function's environment. */
  public static PurchaseLogEnvironment from(Map<String, String> environment) {
    return new PurchaseLogEnvironment(
        Environment.required(environment, PURCHASE_LOG_TABLE),
        Environment.required(environment, ONCE_TABLE));
  }

  /** Returns the environment variables that carry this record. */
  public Map<String, String> toMap() {
    return Map.of(PURCHASE_LOG_TABLE, purchaseLogTable, ONCE_TABLE, onceTable);
  }
}
