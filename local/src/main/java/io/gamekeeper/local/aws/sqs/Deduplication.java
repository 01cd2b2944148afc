package io.gamekeeper.local.aws.sqs;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was sent to a FIFO queue in the last five minutes, by deduplication id; it does not matter
 * whether the message is still there. Used under the queue's lock.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html">Exactly-once
 *     processing in Amazon SQS</a>
 */
final class Deduplication {
  static final Duration INTERVAL = Duration.ofMinutes(5);

  private final FifoSettings.DeduplicationScope scope;

  /** The first messages, oldest first. */
  private final Map<Key, First> firsts = new LinkedHashMap<>();

  private record Key(String id, Optional<String> group) {}

  private record First(MessageQueue.Sent sent, Instant at) {}

  Deduplication(FifoSettings.DeduplicationScope scope) {
    this.scope = scope;
  }

  /** Returns the answer to the first message with the id of this one, if it was sent lately. */
  Optional<MessageQueue.Sent> first(OutgoingMessage message, Instant now) {
    Iterator<First> oldest = firsts.values().iterator();
    while (oldest.hasNext() && !oldest.next().at().plus(INTERVAL).isAfter(now)) {
      oldest.remove();
    }
    return Optional.ofNullable(firsts.get(key(message))).map(First::sent);
  }

  void remember(OutgoingMessage message, MessageQueue.Sent sent, Instant now) {
    firsts.put(key(message), new First(sent, now));
  }

  private Key key(OutgoingMessage message) {
    return new Key(
        message.deduplicationId().orElseThrow(),
        scope == FifoSettings.DeduplicationScope.MESSAGE_GROUP
            ? message.group()
            : Optional.empty());
  }
}
