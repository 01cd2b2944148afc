package io.gamekeeper.contract;

import java.util.Map;

/**
 * The address of the payment functions' database, and the user they log in as.
 *
 * @param database for instance {@code mysql://payments@host:3306/gamekeeper}, see {@link #address}
 */
public record DatabaseEnvironment(String database) {
  public static final String DATABASE = "DATABASE";

  /** The name of the database inside the server. */
  public static final String NAME = "gamekeeper";

  /** The user that the payment functions log in as; may read and write rows, and nothing else. */
  public static final String PAYMENTS_USER = "payments";

  /** Reads the record back from a function's environment. */
  public static DatabaseEnvironment from(Map<String, String> environment) {
    return new DatabaseEnvironment(Environment.required(environment, DATABASE));
  }

  /** Returns the address of the database as a user sees it. */
  public static String address(String user, String host, int port) {
    return "mysql://" + user + "@" + host + ":" + port + "/" + NAME;
  }

  /** Returns the environment variables that carry this record. */
  public Map<String, String> toMap() {
    return Map.of(DATABASE, database);
  }
}
