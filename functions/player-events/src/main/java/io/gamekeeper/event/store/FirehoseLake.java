package io.gamekeeper.event.store;

import io.gamekeeper.event.Lake;
import io.gamekeeper.event.PlayerEvent;
import java.io.ByteArrayOutputStream;
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
 * The way into the lake by Firehose. A record has the lines of several events, which the stream
 * takes apart: Firehose bills each record by steps of 5 KB. What Firehose confirms it delivers at
 * least once, and keeps for a day if it cannot.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html">PutRecordBatch</a>
 */
public final class FirehoseLake implements Lake {
  /** Bytes after which the next record begins; Firehose takes ten times as many. */
  private static final int RECORD_BYTES = 100_000;

  /** Records of a request: 4 MiB are allowed. */
  private static final int RECORDS = 40;

  private final FirehoseClient firehose;
  private final String stream;

  /** Events that share a record. */
  private static final class Shared {
    private final List<PlayerEvent> events = new ArrayList<>();
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();

    private void add(Row row) {
      events.add(row.event());
      lines.writeBytes((row.json() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private Record record() {
      return Record.builder().data(SdkBytes.fromByteArrayUnsafe(lines.toByteArray())).build();
    }
  }

  public FirehoseLake(FirehoseClient firehose, String stream) {
    this.firehose = firehose;
    this.stream = stream;
  }

  @Override
  public Map<PlayerEvent, String> put(List<Row> rows) {
    List<Shared> all = new ArrayList<>();
    for (Row row : rows) {
      if (all.isEmpty() || all.getLast().lines.size() >= RECORD_BYTES) {
        all.add(new Shared());
      }
      all.getLast().add(row);
    }
    Map<PlayerEvent, String> failures = new HashMap<>();
    for (int from = 0; from < all.size(); from += RECORDS) {
      request(all.subList(from, Math.min(all.size(), from + RECORDS)), failures);
    }
    return failures;
  }

  private void request(List<Shared> records, Map<PlayerEvent, String> failures) {
    try {
      PutRecordBatchResponse answer =
          firehose.putRecordBatch(
              request ->
                  request
                      .deliveryStreamName(stream)
                      .records(records.stream().map(Shared::record).toList()));
      for (int i = 0; i < records.size(); i++) {
        PutRecordBatchResponseEntry entry = answer.requestResponses().get(i);
        if (entry.errorCode() != null) {
          records.get(i).events.forEach(event -> failures.put(event, entry.errorCode()));
        }
      }
    } catch (SdkException e) {
      String reason = String.valueOf(e.getMessage());
      records.forEach(record -> record.events.forEach(event -> failures.put(event, reason)));
    }
  }
}
