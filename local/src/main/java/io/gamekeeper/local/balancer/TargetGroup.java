package io.gamekeeper.local.balancer;

/**
 * A target group with a function in it.
 *
 * @param function ARN as the template registers it, with or without a qualifier
 * @param multiValueHeaders whether headers and query parameters may have several values
 */
public record TargetGroup(
    String logicalId, String arn, String function, boolean multiValueHeaders) {}
