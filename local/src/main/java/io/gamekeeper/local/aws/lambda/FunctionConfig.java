package io.gamekeeper.local.aws.lambda;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A function as the template declares it, intrinsics resolved.
 *
 * @param logicalId the resource's id in the template; names the function in messages
 * @param name the physical name
 * @param arn without a version
 * @param zip the deployment package
 * @param handler {@code package.Class::method}
 * @param snapStart whether published versions start from a snapshot
 * @param roleArn the execution role
 * @param securityGroups its groups in the virtual network; empty if it is in none
 * @param logGroup where its output goes; must exist
 * @param tracing whether invocations are sampled for X-Ray
 * @param reservedConcurrency invocations that may run at once; empty: the account's limit
 */
public record FunctionConfig(
    String logicalId,
    String name,
    String arn,
    Path zip,
    String handler,
    Map<String, String> environment,
    int memoryMegabytes,
    Duration timeout,
    boolean snapStart,
    String roleArn,
    List<String> securityGroups,
    String logGroup,
    boolean tracing,
    OptionalInt reservedConcurrency) {
  public FunctionConfig {
    environment = Map.copyOf(environment);
    securityGroups = List.copyOf(securityGroups);
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(logicalId + ": Timeout must be positive: " + timeout);
    }
  }

  /** Returns the configuration of {@code $LATEST}, which is never started from a snapshot. */
  FunctionConfig withoutSnapStart() {
    return new FunctionConfig(
        logicalId,
        name,
        arn,
        zip,
        handler,
        environment,
        memoryMegabytes,
        timeout,
        false,
        roleArn,
        securityGroups,
        logGroup,
        tracing,
        reservedConcurrency);
  }
}
