package io.gamekeeper.local.aws.elb;

import java.util.Optional;

/**
 * A target group with a function in it.
 *
 * @param function ARN as the template registers it, with or without a qualifier
 * @param multiValueHeaders whether headers and query parameters may have several values
 * @param health path that must answer 200; empty: its health is not checked
 */
public record FunctionTargets(
    String logicalId,
    String arn,
    String function,
    boolean multiValueHeaders,
    Optional<String> health)
    implements TargetGroup {}
