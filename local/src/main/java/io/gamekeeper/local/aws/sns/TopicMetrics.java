package io.gamekeeper.local.aws.sns;

import io.gamekeeper.local.observe.MetricStore.Recorder;
import io.gamekeeper.local.observe.ServiceMetric;
import io.gamekeeper.local.observe.ServiceMetrics;
import java.util.List;
import java.util.Map;

/**
 * The metrics of one topic; there is no value when nothing happens.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html">
 *     Monitoring Amazon SNS topics using CloudWatch</a>
 */
final class TopicMetrics {
  private static final ServiceMetric PUBLISHED = count("NumberOfMessagesPublished");
  private static final ServiceMetric DELIVERED = count("NumberOfNotificationsDelivered");
  private static final ServiceMetric FAILED = count("NumberOfNotificationsFailed");
  private static final ServiceMetric FILTERED_OUT = count("NumberOfNotificationsFilteredOut");
  private static final ServiceMetric REDRIVEN = count("NumberOfNotificationsRedrivenToDlq");
  private static final ServiceMetric LOST = count("NumberOfNotificationsFailedToRedriveToDlq");
  private static final ServiceMetric SIZE =
      ServiceMetric.of("AWS/SNS", "PublishSize", "Bytes", "TopicName");
  static final List<ServiceMetric> ALL =
      List.of(PUBLISHED, DELIVERED, FAILED, FILTERED_OUT, REDRIVEN, LOST, SIZE);

  private final Recorder published;
  private final Recorder size;
  private final Recorder delivered;
  private final Recorder failed;
  private final Recorder filteredOut;
  private final Recorder redriven;
  private final Recorder lost;

  TopicMetrics(ServiceMetrics metrics, String topicName) {
    Map<String, String> topic = Map.of("TopicName", topicName);
    this.published = metrics.recorder(PUBLISHED, topic);
    this.size = metrics.recorder(SIZE, topic);
    this.delivered = metrics.recorder(DELIVERED, topic);
    this.failed = metrics.recorder(FAILED, topic);
    this.filteredOut = metrics.recorder(FILTERED_OUT, topic);
    this.redriven = metrics.recorder(REDRIVEN, topic);
    this.lost = metrics.recorder(LOST, topic);
  }

  private static ServiceMetric count(String name) {
    return ServiceMetric.of("AWS/SNS", name, "Count", "TopicName");
  }

  /** Counts a message. */
  void published(int bytes) {
    published.record(1);
    size.record(bytes);
  }

  /** Counts a message that an endpoint took. */
  void delivered() {
    delivered.record(1);
  }

  /** Counts a subscription that a message does not concern. */
  void filteredOut() {
    filteredOut.record(1);
  }

  /** Counts a message that SNS stopped to deliver; attempts before that do not count. */
  void failed() {
    failed.record(1);
  }

  /**
   * Counts a dead letter.
   *
   * @param taken by its queue
   */
  void redriven(boolean taken) {
    (taken ? redriven : lost).record(1);
  }
}
