package io.gamekeeper.local.aws.sqs;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A message in a queue; changes under the queue's lock. */
final class Kept {
  final String id;
  final OutgoingMessage message;
  final Instant sentAt;
  final Instant acceptedAt;

  /** Its place in a FIFO queue; zero in a standard queue. */
  final long sequence;

  int receives;

  /** When it appears; null while it is visible, and once it is deleted. */
  HiddenMessages.@Nullable Appearance appearance;

  private @Nullable Instant firstReceivedAt;
  private @Nullable String receiptHandle;

  Kept(String id, OutgoingMessage message, Instant sentAt, Instant acceptedAt, long sequence) {
    this.id = id;
    this.message = message;
    this.sentAt = sentAt;
    this.acceptedAt = acceptedAt;
    this.sequence = sequence;
  }

  /** Returns the group by which a FIFO queue orders it. */
  String group() {
    return message.group().orElseThrow();
  }

  /** Returns the number by which senders and receivers know its place in a FIFO queue. */
  Optional<String> sequenceNumber() {
    return sequence == 0 ? Optional.empty() : Optional.of("1%019d".formatted(sequence));
  }

  /** Returns the handle of its last receipt; null before the first. */
  @Nullable String receiptHandle() {
    return receiptHandle;
  }

  /** Counts a receipt and returns what the receiver gets. */
  ReceivedMessage receive(Instant now) {
    Instant first = firstReceivedAt == null ? now : firstReceivedAt;
    firstReceivedAt = first;
    receives++;
    String handle = id + "#" + receives;
    receiptHandle = handle;
    Map<String, String> system = new HashMap<>();
    system.put("ApproximateReceiveCount", Integer.toString(receives));
    system.put("SentTimestamp", Long.toString(sentAt.toEpochMilli()));
    system.put("SenderId", message.sender());
    system.put("ApproximateFirstReceiveTimestamp", Long.toString(first.toEpochMilli()));
    message.traceHeader().ifPresent(header -> system.put("AWSTraceHeader", header));
    message.group().ifPresent(group -> system.put("MessageGroupId", group));
    message.deduplicationId().ifPresent(of -> system.put("MessageDeduplicationId", of));
    sequenceNumber().ifPresent(number -> system.put("SequenceNumber", number));
    return new ReceivedMessage(id, handle, message.body(), message.attributes(), system);
  }
}
