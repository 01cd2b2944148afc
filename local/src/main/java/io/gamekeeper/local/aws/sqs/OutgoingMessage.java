package io.gamekeeper.local.aws.sqs;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * What somebody sends to a queue.
 *
 * @param attributes by name
 * @param traceHeader X-Ray's header, for the system attribute {@code AWSTraceHeader}
 * @param delay in place of the queue's
 * @param sender for the system attribute {@code SenderId}
 */
public record OutgoingMessage(
    String body,
    Map<String, MessageAttributeValue> attributes,
    Optional<String> traceHeader,
    Optional<Duration> delay,
    String sender) {
  public OutgoingMessage {
    attributes = Map.copyOf(attributes);
  }

  /** A text from a service, without attributes. */
  public static OutgoingMessage of(String body, String sender) {
    return new OutgoingMessage(body, Map.of(), Optional.empty(), Optional.empty(), sender);
  }
}
