package io.gamekeeper.contract;

import java.util.Map;

/**
 * The environment of every function for logs, metrics and traces. The names are Powertools' own, so
 * that its defaults agree with ours.
 *
 * @param service dimension and log field that tells functions apart
 * @param namespace CloudWatch namespace of the stage's metrics
 * @param logLevel smallest level that is written: DEBUG, INFO, WARN or ERROR
 */
public record TelemetryEnvironment(String service, String namespace, String logLevel) {
  public static final String SERVICE = "POWERTOOLS_SERVICE_NAME";
  public static final String NAMESPACE = "POWERTOOLS_METRICS_NAMESPACE";
  public static final String LOG_LEVEL = "POWERTOOLS_LOG_LEVEL";

  /** Reads the record back from a function's environment. */
  public static TelemetryEnvironment from(Map<String, String> environment) {
    return new TelemetryEnvironment(
        Environment.required(environment, SERVICE),
        Environment.required(environment, NAMESPACE),
        Environment.required(environment, LOG_LEVEL));
  }

  /** Returns the environment variables that carry this record. */
  public Map<String, String> toMap() {
    return Map.of(SERVICE, service, NAMESPACE, namespace, LOG_LEVEL, logLevel);
  }
}
