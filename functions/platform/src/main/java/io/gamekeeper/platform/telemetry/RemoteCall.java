package io.gamekeeper.platform.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * A kind of call to something outside the function, as X-Ray names it. Create one per kind, not per
 * call.
 *
 * @param name the service: {@code DynamoDB}, {@code Lambda}, {@code Redis}
 * @param namespace {@code aws} for AWS's own services, else {@code remote}
 * @param operation what the service is asked to do
 * @param resource the name of what the service does that to, if it has one
 */
public record RemoteCall(
    String name, String namespace, String operation, @Nullable String resource) {

  /** Describes a call of an AWS service. */
  public static RemoteCall aws(String service, String operation, @Nullable String resource) {
    return new RemoteCall(service, "aws", operation, resource);
  }

  /** Describes a call of anything else. */
  public static RemoteCall remote(String system, String operation) {
    return new RemoteCall(system, "remote", operation, null);
  }
}
