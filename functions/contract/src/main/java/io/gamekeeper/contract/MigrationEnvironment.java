package io.gamekeeper.contract;

import java.util.Map;

/**
 * The environment of the migration function beyond its telemetry.
 *
 * @param ownerDatabase the database's address as its owner, who may change tables and users
 * @param usersSecret ARN of the secret with {@code username} and {@code password} of the user whom
 *     the other functions log in as; the migration creates that user
 */
public record MigrationEnvironment(String ownerDatabase, String usersSecret) {
  public static final String OWNER_DATABASE = "OWNER_DATABASE";
  public static final String USERS_SECRET = "USERS_SECRET";

  /** Reads the record back from a function's environment. */
  public static MigrationEnvironment from(Map<String, String> environment) {
    return new MigrationEnvironment(
        Environment.required(environment, OWNER_DATABASE),
        Environment.required(environment, USERS_SECRET));
  }

  /** Returns the environment variables that carry this record. */
  public Map<String, String> toMap() {
    return Map.of(OWNER_DATABASE, ownerDatabase, USERS_SECRET, usersSecret);
  }
}
