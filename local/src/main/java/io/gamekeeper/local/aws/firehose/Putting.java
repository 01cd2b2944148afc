package io.gamekeeper.local.aws.firehose;

import io.gamekeeper.local.client.SimulatedService;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamDescription;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamStatus;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamType;
import software.amazon.awssdk.services.firehose.model.DescribeDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.DescribeDeliveryStreamResponse;
import software.amazon.awssdk.services.firehose.model.FirehoseException;
import software.amazon.awssdk.services.firehose.model.InvalidArgumentException;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchRequest;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponseEntry;
import software.amazon.awssdk.services.firehose.model.PutRecordRequest;
import software.amazon.awssdk.services.firehose.model.PutRecordResponse;
import software.amazon.awssdk.services.firehose.model.Record;
import software.amazon.awssdk.services.firehose.model.ResourceNotFoundException;
import software.amazon.awssdk.services.firehose.model.ServiceUnavailableException;

/**
 * Streams as functions fill them. A batch may be accepted in part: whoever sent it has to look at
 * each entry of the answer.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html">PutRecordBatch</a>
 */
final class Putting {
  /** Firehose's quotas: of a request, and of a record before it is encoded. */
  static final int MOST_RECORDS = 500;

  static final int MOST_BYTES = 4 * 1024 * 1024;
  static final int LONGEST_RECORD = 1000 * 1024;

  private static final int BAD_REQUEST = 400;
  private static final int UNAVAILABLE = 503;
  private static final String BUSY = "Slow down.";

  private final Streams streams;

  private Putting(Streams streams) {
    this.streams = streams;
  }

  static SimulatedService<FirehoseClient> service(Streams streams) {
    Putting putting = new Putting(streams);
    return new SimulatedService<>("firehose", FirehoseClient.class, Putting::error)
        .operation(
            "putRecord",
            PutRecordRequest.class,
            List.of("DeliveryStreamName", "Record"),
            request -> putting.streams.access("firehose:PutRecord", request.deliveryStreamName()),
            putting::put)
        .operation(
            "putRecordBatch",
            PutRecordBatchRequest.class,
            List.of("DeliveryStreamName", "Records"),
            request ->
                putting.streams.access("firehose:PutRecordBatch", request.deliveryStreamName()),
            putting::putBatch)
        .operation(
            "describeDeliveryStream",
            DescribeDeliveryStreamRequest.class,
            List.of("DeliveryStreamName"),
            request ->
                putting.streams.access(
                    "firehose:DescribeDeliveryStream", request.deliveryStreamName()),
            putting::describe);
  }

  private PutRecordResponse put(PutRecordRequest request) {
    DeliveryStream stream = stream(request.deliveryStreamName());
    SdkBytes data = data(request.record());
    stream.put(1, bytes(data));
    try {
      return PutRecordResponse.builder().recordId(stream.accept(data)).encrypted(true).build();
    } catch (IOException e) {
      throw ServiceUnavailableException.builder()
          .awsErrorDetails(details("ServiceUnavailableException", BUSY))
          .statusCode(UNAVAILABLE)
          .build();
    }
  }

  private PutRecordBatchResponse putBatch(PutRecordBatchRequest request) {
    DeliveryStream stream = stream(request.deliveryStreamName());
    int count = request.records().size();
    if (count < 1 || count > MOST_RECORDS) {
      throw invalid("A batch has 1 to " + MOST_RECORDS + " records, not " + count + ".");
    }
    List<SdkBytes> records = request.records().stream().map(Putting::data).toList();
    long bytes = records.stream().mapToLong(Putting::bytes).sum();
    if (bytes > MOST_BYTES) {
      throw invalid("Records size exceeds 4 MB limit");
    }
    stream.put(count, bytes);
    List<PutRecordBatchResponseEntry> entries = new ArrayList<>();
    int failed = 0;
    for (SdkBytes data : records) {
      PutRecordBatchResponseEntry.Builder entry = PutRecordBatchResponseEntry.builder();
      try {
        entry.recordId(stream.accept(data));
      } catch (IOException e) {
        failed++;
        entry.errorCode("ServiceUnavailableException").errorMessage(BUSY);
      }
      entries.add(entry.build());
    }
    return PutRecordBatchResponse.builder()
        .failedPutCount(failed)
        .encrypted(true)
        .requestResponses(entries)
        .build();
  }

  private DescribeDeliveryStreamResponse describe(DescribeDeliveryStreamRequest request) {
    StreamSettings settings = stream(request.deliveryStreamName()).settings();
    return DescribeDeliveryStreamResponse.builder()
        .deliveryStreamDescription(
            DeliveryStreamDescription.builder()
                .deliveryStreamName(settings.name())
                .deliveryStreamARN(settings.arn())
                .deliveryStreamStatus(DeliveryStreamStatus.ACTIVE)
                .deliveryStreamType(DeliveryStreamType.DIRECT_PUT)
                .versionId("1")
                .hasMoreDestinations(false)
                .build())
        .build();
  }

  private DeliveryStream stream(String name) {
    return streams
        .find(name)
        .orElseThrow(
            () ->
                ResourceNotFoundException.builder()
                    .awsErrorDetails(
                        details("ResourceNotFoundException", "Firehose " + name + " not found."))
                    .statusCode(BAD_REQUEST)
                    .build());
  }

  private static long bytes(SdkBytes data) {
    return data.asByteArrayUnsafe().length;
  }

  private static SdkBytes data(Record record) {
    if (record.data() == null) {
      throw invalid("A record has data.");
    }
    SdkBytes data = record.data();
    if (bytes(data) > LONGEST_RECORD) {
      throw invalid("A record has at most " + LONGEST_RECORD + " bytes, not " + bytes(data) + ".");
    }
    return data;
  }

  private static InvalidArgumentException invalid(String message) {
    return InvalidArgumentException.builder()
        .awsErrorDetails(details("InvalidArgumentException", message))
        .statusCode(BAD_REQUEST)
        .build();
  }

  private static FirehoseException error(String code, int status, String message) {
    return (FirehoseException)
        FirehoseException.builder()
            .awsErrorDetails(details(code, message))
            .statusCode(status)
            .build();
  }

  private static AwsErrorDetails details(String code, String message) {
    return AwsErrorDetails.builder()
        .serviceName("Firehose")
        .errorCode(code)
        .errorMessage(message)
        .build();
  }
}
