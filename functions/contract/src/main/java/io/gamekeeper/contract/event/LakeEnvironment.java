package io.gamekeeper.contract.event;

import io.gamekeeper.contract.Environment;
import java.util.Map;

/**
 * The way into the lake.
 *
 * @param stream name of the Firehose stream, whose records are lines of JSON with the columns of
 *     {@link LakeTable#columns()}, {@link LakeTable#TYPE} and {@link LakeTable#DAY}
 */
public record LakeEnvironment(String stream) {
  public static final String STREAM = "LAKE_STREAM";

  /** Reads the record back from a function's environment. */
  public static LakeEnvironment from(Map<String, String> environment) {
    return new LakeEnvironment(Environment.required(environment, STREAM));
  }

  /** Returns the environment variables that carry this record. */
  public Map<String, String> toMap() {
    return Map.of(STREAM, stream);
  }
}
