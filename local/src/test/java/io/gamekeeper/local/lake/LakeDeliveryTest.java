package io.gamekeeper.local.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.Measured;
import io.gamekeeper.local.engine.Engines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.firehose.model.FirehoseException;
import software.amazon.awssdk.services.firehose.model.InvalidArgumentException;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.ResourceNotFoundException;

/** What becomes of records that the stream has accepted, whatever happens meanwhile. */
final class LakeDeliveryTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> STREAM = Map.of("DeliveryStreamName", LakeStage.STREAM);
  private static final String ALL = "SELECT event_id FROM player_events ORDER BY event_id";

  @TempDir private static Path shared;
  private static Engines engines;

  @TempDir private Path folder;

  @BeforeAll
  static void startEngines() {
    engines = Engines.ofManyStages(shared);
  }

  @AfterAll
  static void stopEngines() {
    engines.close();
  }

  private LakeStage start() {
    return LakeStage.start(folder, engines);
  }

  private static String login(String id) {
    return "{\"event_id\":\"%s\",\"player\":\"p\",\"at\":\"2026-11-21 09:00:00.000\",\"type\":\"login\",\"day\":\"2026-11-21\"}"
        .formatted(id);
  }

  private static List<List<String>> rows(String... ids) {
    return Stream.concat(Stream.of("event_id"), Stream.of(ids)).map(List::of).toList();
  }

  @Test
  void recordsAreGatheredByTypeAndDayForAsLongAsTheTemplateSays() {
    try (LakeStage stage = start()) {
      stage.put(List.of(login("a"), login("b").replace("11-21\"}", "11-20\"}")));
      stage.put(List.of(login("c"), login("d").replace("login", "logout")));
      stage.time().advance(Duration.ofSeconds(299));
      assertThat(stage.keys("events/")).isEmpty();

      stage.time().advance(Duration.ofSeconds(2));

      assertThat(stage.keys("events/"))
          .hasSize(3)
          .allMatch(key -> key.endsWith(".parquet"))
          .anyMatch(key -> key.startsWith("events/type=login/day=2026-11-20/" + LakeStage.STREAM))
          .anyMatch(key -> key.startsWith("events/type=login/day=2026-11-21/" + LakeStage.STREAM))
          .anyMatch(key -> key.startsWith("events/type=logout/day=2026-11-21/" + LakeStage.STREAM));
      assertThat(stage.ask(ALL)).isEqualTo(rows("a", "b", "c", "d"));
    }
  }

  @Test
  void aGatheringThatIsLargeEnoughIsWrittenAtOnce() {
    try (LakeStage stage = start()) {
      String large = login("a").replace("\"p\"", "\"" + "x".repeat(1000 * 1000) + "\"");
      for (int i = 0; i < 69; i += 3) {
        stage.put(Collections.nCopies(3, large));
      }

      stage.time().advance(Duration.ofSeconds(1));
      assertThat(stage.keys("events/")).hasSize(1);
      stage.time().advance(LakeStage.GATHERED);
      assertThat(stage.ask("SELECT count(*) FROM player_events")).last().isEqualTo(List.of("69"));
    }
  }

  @Test
  void aBucketThatIsAwayForAMinuteCostsTimeAndNothingElse() {
    try (LakeStage stage = start()) {
      Measured measured = new Measured(stage.time().ground(), "AWS/Firehose");
      stage.objects().away(true);
      stage.put(List.of(login("a")));
      stage.time().advance(LakeStage.GATHERED.plusMinutes(1));
      stage.put(List.of(login("b")));
      assertThat(measured.sum("DeliveryToS3.Success", STREAM)).isZero();
      assertThat(measured.samples("DeliveryToS3.Success", STREAM)).isGreaterThan(3);

      stage.objects().away(false);
      stage.time().advance(LakeStage.GATHERED);

      assertThat(stage.ask(ALL)).isEqualTo(rows("a", "b"));
      assertThat(measured.sum("DeliveryToS3.Success", STREAM)).isEqualTo(2);
      assertThat(measured.sum("DeliveryToS3.Records", STREAM)).isEqualTo(2);
      assertThat(measured.sum("IncomingRecords", STREAM)).isEqualTo(2);
      // By the minute: the first waited for seven of them.
      assertThat(measured.sum("DeliveryToS3.DataFreshness", STREAM))
          .isGreaterThanOrEqualTo(60 + 120 + 180 + 240 + 300 + 360 + 420);
      assertThat(stage.time().ground().logs().tail("/gamekeeper/prod/lake", 1))
          .singleElement()
          .satisfies(line -> assertThat(line.message()).contains("Connection refused"));
    }
  }

  @Test
  void whatWasAcceptedOutlivesACrash() {
    LakeStage crashed = start();
    crashed.put(IntStream.range(0, 10).mapToObj(i -> login("e" + i)).toList());
    crashed.crash();

    try (LakeStage stage = start()) {
      stage.time().advance(Duration.ofSeconds(1));
      assertThat(stage.ask(ALL))
          .isEqualTo(rows(IntStream.range(0, 10).mapToObj(i -> "e" + i).toArray(String[]::new)));
    }
  }

  @Test
  void aCrashBetweenDeliveryAndItsNoteLeavesNoSecondFile() {
    LakeStage crashed = start();
    crashed.put(List.of(login("a")));
    crashed.objects().mute(true);
    crashed.time().advance(Duration.ofSeconds(301));
    assertThat(crashed.keys("events/")).hasSize(1);
    crashed.crash();

    try (LakeStage stage = start()) {
      stage.time().advance(Duration.ofSeconds(1));
      assertThat(stage.keys("events/")).hasSize(1);
      assertThat(stage.ask(ALL)).isEqualTo(rows("a"));
    }
  }

  @Test
  void aLineThatACrashCutOffWasNotAcceptedAndTheOthersStay() throws IOException {
    LakeStage crashed = start();
    crashed.put(List.of(login("a"), login("b")));
    crashed.crash();
    Path file;
    try (Stream<Path> files = Files.list(folder.resolve("firehose").resolve(LakeStage.STREAM))) {
      file = files.findFirst().orElseThrow();
    }
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.length() - 10));

    try (LakeStage stage = start()) {
      stage.time().advance(Duration.ofSeconds(1));
      assertThat(stage.ask(ALL)).isEqualTo(rows("a"));
    }
  }

  @Test
  void anOrderlyEndDeliversWhatIsGathered() throws IOException {
    LakeStage ended = start();
    ended.put(List.of(login("a")));
    ended.close();

    try (Stream<Path> left = Files.list(folder.resolve("firehose").resolve(LakeStage.STREAM))) {
      assertThat(left).isEmpty();
    }
    try (LakeStage stage = start()) {
      assertThat(stage.ask(ALL)).isEqualTo(rows("a"));
    }
  }

  @Test
  void anEndWithoutTheBucketKeepsWhatIsGathered() {
    LakeStage ended = start();
    ended.put(List.of(login("a")));
    ended.objects().away(true);
    ended.close();

    try (LakeStage stage = start()) {
      stage.time().advance(Duration.ofSeconds(1));
      assertThat(stage.ask(ALL)).isEqualTo(rows("a"));
    }
  }

  @Test
  void recordsThatAreNoRowsLieBesideTheEventsWithTheReason() throws IOException {
    try (LakeStage stage = start()) {
      String wrong = login("c").replace("\"player\":\"p\"", "\"schema_version\":\"one\"");
      stage.put(
          List.of(
              login("a"),
              "not JSON",
              login("b").replace("\"type\":\"login\",", ""),
              wrong,
              login("d").replace("09:00:00.000", "T9:00")));
      stage.time().advance(LakeStage.GATHERED);

      assertThat(stage.ask(ALL)).isEqualTo(rows("a"));
      List<String> keys = stage.keys("errors/");
      assertThat(keys)
          .hasSize(2)
          .anyMatch(key -> key.startsWith("errors/processing-failed/day=2026-11-21/"))
          .anyMatch(key -> key.startsWith("errors/format-conversion-failed/day=2026-11-21/"));
      List<String> lines = stage.lines(keys.getFirst());
      assertThat(lines).hasSize(2);
      JsonNode first = JSON.readTree(lines.getFirst());
      assertThat(
              new String(
                  Base64.getDecoder().decode(first.path("rawData").asText()),
                  StandardCharsets.UTF_8))
          .isEqualTo(JSON.readTree(wrong).toString());
      assertThat(first.path("errorMessage").asText())
          .contains("schema_version is int, not \"one\"");
      assertThat(first.at("/dataCatalogTable/tableName").asText()).isEqualTo("player_events");
      assertThat(
              new Measured(stage.time().ground(), "AWS/Firehose")
                  .sum("FailedConversion.Records", STREAM))
          .isEqualTo(2);
    }
  }

  @Test
  void whatTheTableDoesNotHaveIsDroppedAndWhatARecordLacksIsNull() {
    try (LakeStage stage = start()) {
      stage.put(List.of(login("a").replace("{", "{\"secret\":1,\"level\":null,")));
      stage.time().advance(LakeStage.GATHERED);

      assertThat(stage.ask("SELECT event_id, level, amount, at FROM player_events"))
          .last()
          .isEqualTo(List.of("a", "null", "null", "2026-11-21 09:00:00.000"));
      assertThat(stage.refusal("SELECT secret FROM player_events"))
          .startsWith("FAILED: COLUMN_NOT_FOUND")
          .contains("secret");
    }
  }

  @Test
  void aDiskThatTakesNothingIsToldRecordByRecord() throws IOException {
    try (LakeStage stage = start()) {
      Path gatherings = folder.resolve("firehose").resolve(LakeStage.STREAM);
      Files.delete(gatherings);

      PutRecordBatchResponse answer =
          stage.firehose().putRecordBatch(LakeStage.batch(List.of(login("a"), login("b"))));

      assertThat(answer.failedPutCount()).isEqualTo(2);
      assertThat(answer.requestResponses())
          .allSatisfy(
              entry -> {
                assertThat(entry.errorCode()).isEqualTo("ServiceUnavailableException");
                assertThat(entry.recordId()).isNull();
              });
      Files.createDirectory(gatherings);
      stage.put(List.of(login("a")));
      stage.time().advance(LakeStage.GATHERED);
      assertThat(stage.ask(ALL)).isEqualTo(rows("a"));
    }
  }

  @Test
  void theLimitsOfFirehoseAreTheStages() {
    try (LakeStage stage = start()) {
      String longest = "x".repeat(1000 * 1024);
      assertThatThrownBy(() -> stage.put(List.of(longest + "x")))
          .isInstanceOf(InvalidArgumentException.class);
      assertThatThrownBy(() -> stage.put(Collections.nCopies(5, longest)))
          .isInstanceOf(InvalidArgumentException.class);
      assertThatThrownBy(
              () ->
                  stage
                      .firehose()
                      .putRecordBatch(LakeStage.batch(Collections.nCopies(501, login("a")))))
          .isInstanceOf(InvalidArgumentException.class);
      stage.put(Collections.nCopies(4, longest));
      stage.put(Collections.nCopies(500, login("a")));
      assertThatThrownBy(
              () ->
                  stage
                      .firehose()
                      .putRecord(
                          request ->
                              request
                                  .deliveryStreamName("other")
                                  .record(record -> record.data(SdkBytes.fromUtf8String("{}")))))
          .isInstanceOf(ResourceNotFoundException.class);
      assertThatThrownBy(
              () -> stage.firehose().putRecord(request -> request.deliveryStreamName("other")))
          .isInstanceOf(FirehoseException.class)
          .hasMessageContaining("Value null at 'Record'");
    }
  }

  @Test
  void aStreamDescribesItself() {
    try (LakeStage stage = start()) {
      assertThat(
              stage
                  .firehose()
                  .describeDeliveryStream(request -> request.deliveryStreamName(LakeStage.STREAM))
                  .deliveryStreamDescription()
                  .deliveryStreamARN())
          .endsWith(":deliverystream/" + LakeStage.STREAM);
    }
  }
}
