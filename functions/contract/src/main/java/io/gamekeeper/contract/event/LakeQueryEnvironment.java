package io.gamekeeper.contract.event;

import io.gamekeeper.contract.Environment;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the lake is asked. Athena reads the events and keeps what a query returned with the rights
 * of whoever asks.
 *
 * @param workgroup name of the Athena workgroup
 * @param database name of the database of the lake's tables
 * @param events where the events lie, {@code s3://bucket/folder/}
 * @param results where Athena keeps what queries returned, {@code s3://bucket/folder/}
 */
public record LakeQueryEnvironment(
    String workgroup, String database, String events, String results) {
  public static final String WORKGROUP = "LAKE_WORKGROUP";
  public static final String DATABASE = "LAKE_DATABASE";
  public static final String EVENTS = "LAKE_EVENTS";
  public static final String RESULTS = "LAKE_RESULTS";

  /** Reads the record back from a function's environment. */
  public static LakeQueryEnvironment from(Map<String, String> environment) {
    return new LakeQueryEnvironment(
        Environment.required(environment, WORKGROUP),
        Environment.required(environment, DATABASE),
        Environment.required(environment, EVENTS),
        Environment.required(environment, RESULTS));
  }

  /** Returns the environment variables that carry this record. */
  public Map<String, String> toMap() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put(WORKGROUP, workgroup);
    variables.put(DATABASE, database);
    variables.put(EVENTS, events);
    variables.put(RESULTS, results);
    return variables;
  }
}
