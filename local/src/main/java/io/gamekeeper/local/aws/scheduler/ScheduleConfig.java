package io.gamekeeper.local.aws.scheduler;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/**
 * A schedule that calls a function.
 *
 * @param targetArn the function, with or without a qualifier
 * @param input JSON for the function; empty: the Scheduler's own event
 * @param retries attempts after the first to hand the event over
 * @param maximumAge how old an event may be when that is tried once more
 * @param deadLetterArn queue for what could not be handed over
 */
public record ScheduleConfig(
    String logicalId,
    String arn,
    ScheduleExpression expression,
    ZoneId zone,
    String targetArn,
    Optional<String> input,
    int retries,
    Duration maximumAge,
    Optional<String> deadLetterArn) {}
