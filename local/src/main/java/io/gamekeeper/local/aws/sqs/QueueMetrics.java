package io.gamekeeper.local.aws.sqs;

import io.gamekeeper.local.observe.MetricStore.Recorder;
import io.gamekeeper.local.observe.ServiceMetric;
import io.gamekeeper.local.observe.ServiceMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The metrics of one queue. What is in the queue is sampled each minute while the queue is active:
 * it holds messages, somebody waits for some, or it was used within six hours.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html">Available
 *     CloudWatch metrics for Amazon SQS</a>
 */
final class QueueMetrics {
  private static final ServiceMetric VISIBLE = count("ApproximateNumberOfMessagesVisible");
  private static final ServiceMetric NOT_VISIBLE = count("ApproximateNumberOfMessagesNotVisible");
  private static final ServiceMetric DELAYED = count("ApproximateNumberOfMessagesDelayed");
  private static final ServiceMetric AGE = metric("ApproximateAgeOfOldestMessage", "Seconds");
  private static final ServiceMetric SENT = count("NumberOfMessagesSent");
  private static final ServiceMetric RECEIVED = count("NumberOfMessagesReceived");
  private static final ServiceMetric DELETED = count("NumberOfMessagesDeleted");
  private static final ServiceMetric EMPTY = count("NumberOfEmptyReceives");
  private static final ServiceMetric SIZE = metric("SentMessageSize", "Bytes");
  private static final ServiceMetric DEDUPLICATED = count("NumberOfDeduplicatedSentMessages");
  private static final ServiceMetric GROUPS =
      count("ApproximateNumberOfGroupsWithInflightMessages");
  static final List<ServiceMetric> ALL =
      List.of(
          VISIBLE,
          NOT_VISIBLE,
          DELAYED,
          AGE,
          SENT,
          RECEIVED,
          DELETED,
          EMPTY,
          SIZE,
          DEDUPLICATED,
          GROUPS);

  /** For which time after its last use a queue is active. */
  private static final Duration ACTIVE = Duration.ofHours(6);

  private final Recorder visible;
  private final Recorder notVisible;
  private final Recorder delayed;
  private final Recorder age;
  private final Recorder sent;
  private final Recorder received;
  private final Recorder deleted;
  private final Recorder empty;
  private final Recorder size;
  private final Recorder deduplicated;
  private final Recorder groups;
  private volatile Instant lastUse;

  QueueMetrics(ServiceMetrics metrics, String queueName, Instant created) {
    Map<String, String> queue = Map.of("QueueName", queueName);
    this.visible = metrics.recorder(VISIBLE, queue);
    this.notVisible = metrics.recorder(NOT_VISIBLE, queue);
    this.delayed = metrics.recorder(DELAYED, queue);
    this.age = metrics.recorder(AGE, queue);
    this.sent = metrics.recorder(SENT, queue);
    this.received = metrics.recorder(RECEIVED, queue);
    this.deleted = metrics.recorder(DELETED, queue);
    this.empty = metrics.recorder(EMPTY, queue);
    this.size = metrics.recorder(SIZE, queue);
    this.deduplicated = metrics.recorder(DEDUPLICATED, queue);
    this.groups = metrics.recorder(GROUPS, queue);
    this.lastUse = created;
  }

  private static ServiceMetric count(String name) {
    return metric(name, "Count");
  }

  private static ServiceMetric metric(String name, String unit) {
    return ServiceMetric.of("AWS/SQS", name, unit, "QueueName");
  }

  /** Counts a message that somebody sent; SQS does not count those that it moves itself. */
  void sent(int bytes, Instant now) {
    lastUse = now;
    sent.record(1);
    size.record(bytes);
  }

  /** Counts a message that a FIFO queue did not take, because it was sent already. */
  void deduplicated(Instant now) {
    lastUse = now;
    deduplicated.record(1);
  }

  /** Counts a receipt of some messages, or of none. */
  void received(int messages, Instant now) {
    lastUse = now;
    if (messages == 0) {
      empty.record(1);
    } else {
      received.record(messages);
    }
  }

  /** Counts a deletion; SQS counts one of a message that is deleted already, too. */
  void deleted(Instant now) {
    lastUse = now;
    deleted.record(1);
  }

  /**
   * Records what is in the queue.
   *
   * @param groupsInFlight how many groups of a FIFO queue have messages in flight
   * @param sentAt when the oldest message was sent, if there is one that counts
   * @param waiting whether somebody waits for messages
   */
  void sample(
      MessageQueue.Counts counts,
      int groupsInFlight,
      Optional<Instant> sentAt,
      boolean waiting,
      Instant now) {
    boolean holds = counts.visible() + counts.inFlight() + counts.delayed() > 0;
    if (!holds && !waiting && !now.isBefore(lastUse.plus(ACTIVE))) {
      return;
    }
    visible.record(counts.visible());
    if (counts.inFlight() > 0) {
      notVisible.record(counts.inFlight());
    }
    if (groupsInFlight > 0) {
      groups.record(groupsInFlight);
    }
    if (counts.delayed() > 0) {
      delayed.record(counts.delayed());
    }
    sentAt.ifPresent(sent -> age.record((double) Duration.between(sent, now).toSeconds()));
  }
}
