package io.gamekeeper.local.aws.firehose;

import io.gamekeeper.local.observe.MetricStore.Recorder;
import io.gamekeeper.local.observe.ServiceMetric;
import io.gamekeeper.local.observe.ServiceMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The metrics of one stream; there is no value when nothing happens.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html">Monitor
 *     Amazon Data Firehose with CloudWatch metrics</a>
 */
final class StreamMetrics {
  private static final ServiceMetric INCOMING_RECORDS = of("IncomingRecords", "Count");
  private static final ServiceMetric INCOMING_BYTES = of("IncomingBytes", "Bytes");
  private static final ServiceMetric INCOMING_REQUESTS = of("IncomingPutRequests", "Count");
  private static final ServiceMetric DELIVERED = of("DeliveryToS3.Records", "Count");
  private static final ServiceMetric DELIVERED_BYTES = of("DeliveryToS3.Bytes", "Bytes");
  private static final ServiceMetric SUCCESS = of("DeliveryToS3.Success", "None");
  private static final ServiceMetric FRESHNESS = of("DeliveryToS3.DataFreshness", "Seconds");
  private static final ServiceMetric CONVERTED = of("SucceedConversion.Records", "Count");
  private static final ServiceMetric NOT_CONVERTED = of("FailedConversion.Records", "Count");
  private static final ServiceMetric PARTITIONS = of("PartitionCount", "Count");
  private static final ServiceMetric EXCEEDED = of("PartitionCountExceeded", "Count");
  static final List<ServiceMetric> ALL =
      List.of(
          INCOMING_RECORDS,
          INCOMING_BYTES,
          INCOMING_REQUESTS,
          DELIVERED,
          DELIVERED_BYTES,
          SUCCESS,
          FRESHNESS,
          CONVERTED,
          NOT_CONVERTED,
          PARTITIONS,
          EXCEEDED);

  private final Recorder incomingRecords;
  private final Recorder incomingBytes;
  private final Recorder incomingRequests;
  private final Recorder delivered;
  private final Recorder deliveredBytes;
  private final Recorder success;
  private final Recorder freshness;
  private final Recorder converted;
  private final Recorder notConverted;
  private final Recorder partitions;
  private final Recorder exceeded;

  StreamMetrics(ServiceMetrics metrics, String streamName) {
    Map<String, String> stream = Map.of("DeliveryStreamName", streamName);
    incomingRecords = metrics.recorder(INCOMING_RECORDS, stream);
    incomingBytes = metrics.recorder(INCOMING_BYTES, stream);
    incomingRequests = metrics.recorder(INCOMING_REQUESTS, stream);
    delivered = metrics.recorder(DELIVERED, stream);
    deliveredBytes = metrics.recorder(DELIVERED_BYTES, stream);
    success = metrics.recorder(SUCCESS, stream);
    freshness = metrics.recorder(FRESHNESS, stream);
    converted = metrics.recorder(CONVERTED, stream);
    notConverted = metrics.recorder(NOT_CONVERTED, stream);
    partitions = metrics.recorder(PARTITIONS, stream);
    exceeded = metrics.recorder(EXCEEDED, stream);
  }

  private static ServiceMetric of(String name, String unit) {
    return ServiceMetric.of("AWS/Firehose", name, unit, "DeliveryStreamName");
  }

  /** Counts a request with what it brought. */
  void put(int records, long bytes) {
    incomingRequests.record(1);
    incomingRecords.record(records);
    incomingBytes.record((double) bytes);
  }

  /** Counts an attempt to write an object. */
  void attempted(boolean written) {
    success.record(written ? 1 : 0);
  }

  /** Counts an object that was written. */
  void delivered(int records, long bytes) {
    delivered.record(records);
    deliveredBytes.record((double) bytes);
  }

  /** Counts records that became rows, and those that did not. */
  void converted(int rows, int failures) {
    converted.record(rows);
    if (failures > 0) {
      notConverted.record(failures);
    }
  }

  /** Says how old the oldest record is that is not in the bucket. */
  void oldest(Duration age) {
    freshness.record((double) age.toSeconds());
  }

  /** Says how many partitions are gathered. */
  void active(int count) {
    partitions.record(count);
  }

  /** Says that a record found no room among the partitions. */
  void exceeded() {
    exceeded.record(1);
  }
}
