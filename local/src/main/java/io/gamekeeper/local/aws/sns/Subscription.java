package io.gamekeeper.local.aws.sns;

import io.gamekeeper.local.target.Call;
import java.util.Map;
import java.util.Optional;

/**
 * A subscription to a topic.
 *
 * @param endpoint ARN of the queue or function
 * @param raw whether a queue gets the message as it is
 * @param deadLetterArn queue for what could not be delivered
 */
record Subscription(
    String logicalId,
    String arn,
    Protocol protocol,
    String endpoint,
    boolean raw,
    Optional<MessageFilter> filter,
    Optional<String> deadLetterArn) {

  /** How a subscription's endpoint is called. */
  enum Protocol {
    SQS,
    LAMBDA
  }

  /** Tells whether the endpoint wants a notification. */
  boolean passes(Notification notification) {
    return filter.map(wanted -> wanted.passes(notification)).orElse(true);
  }

  /** Returns what the endpoint gets of a notification. */
  Call call(Notification notification) {
    String payload =
        switch (protocol) {
          case LAMBDA -> notification.event(arn);
          case SQS -> raw ? notification.body() : notification.document(arn);
        };
    return new Call(
        payload, Topic.PRINCIPAL, raw ? notification.attributes() : Map.of(), Optional.empty());
  }
}
