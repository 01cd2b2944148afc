package io.gamekeeper.event.store;

import io.gamekeeper.event.Lake;
import io.gamekeeper.event.PlayerEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponseEntry;
import software.amazon.awssdk.services.firehose.model.Record;

/**
 * The way into the lake by Firehose, in requests as large as it takes. What Firehose confirms it
 * delivers at least once, and keeps for a day if it cannot.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html">PutRecordBatch</a>
 */
public final class FirehoseLake implements Lake {
  private static final int MOST_RECORDS = 500;
  private static final int MOST_BYTES = 4 << 20;

  private final FirehoseClient firehose;
  private final String stream;

  public FirehoseLake(FirehoseClient firehose, String stream) {
    this.firehose = firehose;
    this.stream = stream;
  }

  @Override
  public Map<PlayerEvent, String> put(List<Row> rows) {
    Map<PlayerEvent, String> failures = new HashMap<>();
    List<PlayerEvent> events = new ArrayList<>();
    List<Record> records = new ArrayList<>();
    int bytes = 0;
    for (Row row : rows) {
      byte[] line = (row.json() + "\n").getBytes(StandardCharsets.UTF_8);
      if (records.size() == MOST_RECORDS || bytes + line.length > MOST_BYTES) {
        put(events, records, failures);
        events.clear();
        records.clear();
        bytes = 0;
      }
      events.add(row.event());
      records.add(Record.builder().data(SdkBytes.fromByteArrayUnsafe(line)).build());
      bytes += line.length;
    }
    put(events, records, failures);
    return failures;
  }

  private void put(
      List<PlayerEvent> events, List<Record> records, Map<PlayerEvent, String> failures) {
    try {
      PutRecordBatchResponse answer =
          firehose.putRecordBatch(request -> request.deliveryStreamName(stream).records(records));
      for (int i = 0; i < events.size(); i++) {
        PutRecordBatchResponseEntry entry = answer.requestResponses().get(i);
        if (entry.errorCode() != null) {
          failures.put(events.get(i), entry.errorCode());
        }
      }
    } catch (SdkException e) {
      events.forEach(event -> failures.put(event, String.valueOf(e.getMessage())));
    }
  }
}
