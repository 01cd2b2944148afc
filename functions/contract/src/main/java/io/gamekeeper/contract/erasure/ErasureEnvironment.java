package io.gamekeeper.contract.erasure;

import io.gamekeeper.contract.Environment;
import java.util.Map;

/**
 * Where erasures are kept.
 *
 * @param table DynamoDB table, see {@link ErasureTable}
 */
public record ErasureEnvironment(String table) {
  public static final String TABLE = "ERASURE_TABLE";

  /** Reads the record back from a function's environment. */
  public static ErasureEnvironment from(Map<String, String> environment) {
    return new ErasureEnvironment(Environment.required(environment, TABLE));
  }

  /** Returns the environment variables that carry this record. */
  public Map<String, String> toMap() {
    return Map.of(TABLE, table);
  }
}
