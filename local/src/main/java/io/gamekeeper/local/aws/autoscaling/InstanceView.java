package io.gamekeeper.local.aws.autoscaling;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * An instance as people see it.
 *
 * @param health as its target group has it; {@code LOST} if it was killed
 * @param pid of its server
 * @param since when it has been in that state
 */
public record InstanceView(
    String group,
    String id,
    String zone,
    boolean spot,
    LifecycleState state,
    String health,
    OptionalLong pid,
    int port,
    Instant since) {}
