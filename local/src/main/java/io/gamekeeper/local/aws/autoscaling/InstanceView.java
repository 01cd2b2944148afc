package io.gamekeeper.local.aws.autoscaling;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * An instance, for people.
 *
 * @param launchTemplate the id of the one that it was made from
 * @param health the worst that its target groups report; {@code LOST} if it was killed
 * @param pid of its server
 * @param since the time at which it entered that state
 */
public record InstanceView(
    String group,
    String id,
    String zone,
    boolean spot,
    String launchTemplate,
    LifecycleState state,
    String health,
    OptionalLong pid,
    int port,
    Instant since) {}
