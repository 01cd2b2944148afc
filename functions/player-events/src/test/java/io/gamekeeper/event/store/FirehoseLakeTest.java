package io.gamekeeper.event.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.event.Events;
import io.gamekeeper.event.Lake;
import io.gamekeeper.event.PlayerEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.FirehoseException;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchRequest;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponseEntry;
import software.amazon.awssdk.services.firehose.model.Record;

final class FirehoseLakeTest {
  private final List<PutRecordBatchRequest> requests = new ArrayList<>();
  private int refusedRecord = -1;
  private boolean away;

  private final FirehoseClient firehose =
      new FirehoseClient() {
        @Override
        public PutRecordBatchResponse putRecordBatch(PutRecordBatchRequest request) {
          if (away) {
            throw FirehoseException.builder().message("away").build();
          }
          requests.add(request);
          List<PutRecordBatchResponseEntry> entries = new ArrayList<>();
          for (int i = 0; i < request.records().size(); i++) {
            entries.add(
                i == refusedRecord
                    ? PutRecordBatchResponseEntry.builder().errorCode("Slow").build()
                    : PutRecordBatchResponseEntry.builder().recordId("r" + i).build());
          }
          return PutRecordBatchResponse.builder().requestResponses(entries).build();
        }

        @Override
        public String serviceName() {
          return "firehose";
        }

        @Override
        public void close() {}
      };

  private final FirehoseLake lake = new FirehoseLake(firehose, "stream");

  @Test
  void theLinesOfSeveralEventsShareARecord() {
    assertThat(lake.put(rows(3, 10))).isEmpty();

    assertThat(requests)
        .singleElement()
        .extracting(PutRecordBatchRequest::deliveryStreamName)
        .isEqualTo("stream");
    assertThat(lines()).hasSize(3).allMatch(line -> line.equals("x".repeat(10)));
    assertThat(requests.getFirst().records()).hasSize(1);
  }

  @Test
  void manyEventsTakeRecordsAndRequestsThatFirehoseTakes() {
    assertThat(lake.put(rows(1_000, 8_000))).isEmpty();

    assertThat(lines()).hasSize(1_000);
    assertThat(requests).hasSizeGreaterThan(1);
    for (PutRecordBatchRequest request : requests) {
      assertThat(request.records()).hasSizeLessThanOrEqualTo(500);
      assertThat(request.records().stream().mapToInt(FirehoseLakeTest::bytes).sum())
          .isLessThanOrEqualTo(4 << 20);
      assertThat(request.records()).allMatch(record -> bytes(record) <= 1000 * 1024);
    }
  }

  @Test
  void theEventsOfARefusedRecordHaveFailedAndNoOthers() {
    refusedRecord = 1;
    List<Lake.Row> rows = rows(30, 8_000);

    Map<PlayerEvent, String> failures = lake.put(rows);

    assertThat(failures.values()).isNotEmpty().containsOnly("Slow");
    assertThat(failures).hasSize(13);
    assertThat(failures).doesNotContainKey(rows.getFirst().event());
  }

  @Test
  void allHaveFailedWhenFirehoseIsAway() {
    away = true;

    assertThat(lake.put(rows(3, 10)).values()).hasSize(3).allMatch(why -> why.contains("away"));
  }

  private List<String> lines() {
    return requests.stream()
        .flatMap(request -> request.records().stream())
        .flatMap(record -> record.data().asUtf8String().lines())
        .collect(Collectors.toList());
  }

  private static int bytes(Record record) {
    return record.data().asByteArrayUnsafe().length;
  }

  private static List<Lake.Row> rows(int count, int length) {
    List<Lake.Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(new Lake.Row(Events.login("ann", "e" + i), "x".repeat(length)));
    }
    return rows;
  }
}
