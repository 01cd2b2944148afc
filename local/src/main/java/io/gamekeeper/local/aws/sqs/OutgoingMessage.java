package io.gamekeeper.local.aws.sqs;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * A message that is sent to a queue.
 *
 * @param attributes by name
 * @param traceHeader X-Ray's header, for the system attribute {@code AWSTraceHeader}
 * @param delay in place of the queue's
 * @param sender for the system attribute {@code SenderId}
 * @param group the messages among which a FIFO queue keeps the order
 * @param deduplicationId the same for all copies of a message, of which a FIFO queue takes one
 */
public record OutgoingMessage(
    String body,
    Map<String, MessageAttributeValue> attributes,
    Optional<String> traceHeader,
    Optional<Duration> delay,
    String sender,
    Optional<String> group,
    Optional<String> deduplicationId) {
  public OutgoingMessage {
    attributes = Map.copyOf(attributes);
  }

  /** A message without a group and a deduplication id. */
  public OutgoingMessage(
      String body,
      Map<String, MessageAttributeValue> attributes,
      Optional<String> traceHeader,
      Optional<Duration> delay,
      String sender) {
    this(body, attributes, traceHeader, delay, sender, Optional.empty(), Optional.empty());
  }

  /** Returns the same message with that group and deduplication id, or without. */
  public OutgoingMessage in(Optional<String> otherGroup, Optional<String> otherId) {
    return new OutgoingMessage(body, attributes, traceHeader, delay, sender, otherGroup, otherId);
  }

  /** Returns the same message as a FIFO queue takes it: without an id, the body's hash is one. */
  OutgoingMessage identified() {
    return deduplicationId.isPresent() ? this : in(group, Optional.of(Hashes.sha256(body)));
  }

  /** Returns a text from a service, without attributes. */
  public static OutgoingMessage of(String body, String sender) {
    return new OutgoingMessage(body, Map.of(), Optional.empty(), Optional.empty(), sender);
  }

  /**
   * Checks the message as SQS does.
   *
   * @param settings of the queue to which it is sent
   * @throws software.amazon.awssdk.services.sqs.model.SqsException if SQS refuses it
   */
  void check(QueueSettings settings) {
    if (body.isEmpty()) {
      throw SqsErrors.of("MissingParameter", "The request must contain the parameter MessageBody.");
    }
    if (!body.codePoints().allMatch(OutgoingMessage::isAllowed)) {
      throw SqsErrors.of(
          "InvalidMessageContents",
          "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF"
              + " | #xE000 to #xFFFD | #x10000 to #x10FFFF");
    }
    if (bytes() > settings.maximumBytes()) {
      throw SqsErrors.of(
          "InvalidParameterValue",
          "One or more parameters are invalid. Reason: Message must be shorter than %d bytes."
              .formatted(settings.maximumBytes()));
    }
    GroupParameters.check(this, settings);
  }

  private static boolean isAllowed(int character) {
    return character == '\t'
        || character == '\n'
        || character == '\r'
        || (character >= 0x20 && character <= 0xD7FF)
        || (character >= 0xE000 && character <= 0xFFFD)
        || character >= 0x10000;
  }

  /** Returns the size as SQS counts it: the body, and the attributes with their names and types. */
  int bytes() {
    int bytes = utf8(body);
    for (Map.Entry<String, MessageAttributeValue> attribute : attributes.entrySet()) {
      MessageAttributeValue value = attribute.getValue();
      bytes += utf8(attribute.getKey()) + utf8(value.dataType());
      bytes += value.stringValue() == null ? 0 : utf8(value.stringValue());
      bytes += value.binaryValue() == null ? 0 : value.binaryValue().asByteArrayUnsafe().length;
    }
    return bytes;
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  String md5OfBody() {
    return Hashes.md5(body);
  }
}
