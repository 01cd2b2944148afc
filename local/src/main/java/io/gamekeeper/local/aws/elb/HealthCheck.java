package io.gamekeeper.local.aws.elb;

import java.time.Duration;

/**
 * The health check of a target group.
 *
 * @param path asked with GET, on the port that requests go to
 * @param interval between the end of one check of a target and the start of the next
 * @param timeout after which a check has failed
 * @param healthyThreshold successes in a row that an unhealthy target needs; a new one needs one
 * @param unhealthyThreshold failures in a row that make a target unhealthy
 * @param healthyStatus what the answer's status must be
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html">Health
 *     checks</a>
 */
public record HealthCheck(
    String path,
    Duration interval,
    Duration timeout,
    int healthyThreshold,
    int unhealthyThreshold,
    StatusMatcher healthyStatus) {}
