package io.gamekeeper.local.aws.scheduler;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/**
 * A schedule that calls a function.
 *
 * @param targetArn the function, with or without a qualifier
 * @param messageGroup if the target is a queue
 * @param input JSON for the function; empty: the Scheduler's own event
 * @param retries attempts to deliver the event after the first
 * @param maximumAge how old an event may be when it is sent again
 * @param deadLetterArn queue for events that could not be delivered
 */
public record ScheduleConfig(
    String logicalId,
    String arn,
    ScheduleExpression expression,
    ZoneId zone,
    String targetArn,
    Optional<String> messageGroup,
    Optional<String> input,
    int retries,
    Duration maximumAge,
    Optional<String> deadLetterArn) {

  /** Returns the name of its group, from its ARN. */
  String group() {
    return arn.split("/", -1)[1];
  }
}
