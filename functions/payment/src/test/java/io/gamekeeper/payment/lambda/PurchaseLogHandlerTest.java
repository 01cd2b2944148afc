package io.gamekeeper.payment.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.contract.GameEvent;
import io.gamekeeper.contract.PurchaseLogEnvironment;
import io.gamekeeper.contract.erasure.ErasureEnvironment;
import io.gamekeeper.contract.erasure.ErasurePart;
import io.gamekeeper.payment.Announcement;
import io.gamekeeper.payment.Price;
import io.gamekeeper.payment.Share;
import io.gamekeeper.payment.Store;
import io.gamekeeper.platform.erasure.DynamoErasures;
import io.gamekeeper.platform.erasure.Erasure;
import io.gamekeeper.platform.testing.FakePlatform;
import io.gamekeeper.testing.FakeContext;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

final class PurchaseLogHandlerTest {
  private final FakePlatform platform = new FakePlatform();
  private final String log = Tables.purchaseLog();
  private final String erasures = Tables.erasures();
  private final PurchaseLogHandler handler = handler(Tables.once());

  private PurchaseLogHandler handler(String once) {
    platform.variables.putAll(new PurchaseLogEnvironment(log, once).toMap());
    platform.variables.putAll(new ErasureEnvironment(erasures).toMap());
    platform.clients.put(DynamoDbClient.class, Tables.dynamo());
    return new PurchaseLogHandler(platform);
  }

  @Test
  void anEventIsKeptWithEverythingItSays() {
    assertThat(deliver(message("e1", 0))).isEmpty();

    assertThat(items())
        .containsExactly(
            Map.ofEntries(
                Map.entry("pk", AttributeValue.fromS("player#ann")),
                Map.entry("sk", AttributeValue.fromS("2026-11-21T10:00:00.000Z#e1")),
                Map.entry("type", AttributeValue.fromS("purchase.completed")),
                Map.entry("purchaseId", AttributeValue.fromS("p1")),
                Map.entry("version", AttributeValue.fromN("0")),
                Map.entry("sku", AttributeValue.fromS("gems-100")),
                Map.entry("quantity", AttributeValue.fromN("2")),
                Map.entry("store", AttributeValue.fromS("apple")),
                Map.entry("currency", AttributeValue.fromS("EUR")),
                Map.entry("minorUnits", AttributeValue.fromN("199")),
                Map.entry("traceId", AttributeValue.fromS("1-5c536348-3d683b8b04734faae651f476"))));
  }

  @Test
  void aMessageIsHandledInThePurchasesTrace() throws IOException {
    SQSMessage message = message("e1", 0);
    message.setAttributes(
        Map.of(
            "AWSTraceHeader",
            "Root=1-5c536348-3d683b8b04734faae651f476;Parent=53995c3f42cd8ad8;Sampled=1"));
    deliver(message);

    JsonNode segment =
        new ObjectMapper()
            .readTree(
                platform.segments.stream()
                    .filter(document -> document.contains("53995c3f42cd8ad8"))
                    .findFirst()
                    .orElseThrow());
    assertThat(segment.get("trace_id").asText()).isEqualTo("1-5c536348-3d683b8b04734faae651f476");
    assertThat(segment.at("/annotations/correlationId").asText())
        .isEqualTo("1-5c536348-3d683b8b04734faae651f476");
    assertThat(segment.get("subsegments"))
        .anyMatch(call -> call.at("/aws/operation").asText().equals("PutItem"));
  }

  @Test
  void anEventThatNamesAnErasedPlayerIsNotKept() {
    DynamoErasures all = new DynamoErasures(Tables.dynamo(), erasures);
    Erasure erasure = all.begin("ann", "id", Instant.parse("2026-11-21T09:00:00Z"));
    assertThat(deliver(message("e1", 0))).isEmpty();
    assertThat(items()).as("until the books are done, they decide").hasSize(1);
    all.named(erasure, ErasurePart.PAYMENTS, Instant.parse("2026-11-21T10:00:00Z"));

    assertThat(deliver(message("e2", 0))).isEmpty();
    assertThat(items()).hasSize(1);

    all.named(erasure, ErasurePart.PAYMENTS, Instant.parse("2026-11-21T09:59:59.999Z"));
    assertThat(deliver(message("e3", 0))).isEmpty();
    assertThat(items()).as("bought after the erasure").hasSize(2);
  }

  @Test
  void theSameEventAgainChangesNothing() {
    deliver(message("e1", 0));

    assertThat(deliver(message("e1", 0), message("e1", 7))).isEmpty();
    assertThat(items())
        .singleElement()
        .satisfies(item -> assertThat(item.get("version")).isEqualTo(AttributeValue.fromN("0")));
  }

  @Test
  void theSameEventChangesNothingAlsoWhenNobodyRemembersIt() {
    deliver(message("e1", 0));
    platform.time.advance(Duration.ofHours(2));

    assertThat(deliver(message("e1", 7))).isEmpty();

    assertThat(items())
        .singleElement()
        .satisfies(item -> assertThat(item.get("version")).isEqualTo(AttributeValue.fromN("0")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "no json",
        "[]",
        "{}",
        "{\"detail-type\":\"purchase.completed\"}",
        "{\"detail-type\":\"purchase.completed\",\"detail\":{}}",
        "{\"detail-type\":null,\"detail\":{\"eventId\":\"e\"}}",
        "{\"detail-type\":\"t\",\"detail\":{\"eventId\":\"e\",\"purchaseId\":\"p\",\"version\":0,"
            + "\"player\":\"ann\",\"sku\":\"s\",\"quantity\":1,\"store\":\"wallet\",\"price\":"
            + "{\"currency\":\"gems\",\"minorUnits\":-1},\"traceId\":\"t\",\"at\":\"yesterday\"}}",
      })
  void aMessageThatIsNoEventFailsAlone(String body) {
    SQSMessage malformed = new SQSMessage();
    malformed.setMessageId("bad");
    malformed.setBody(body);

    assertThat(deliver(message("e1", 0), malformed, message("e2", 0))).containsExactly("bad");
    assertThat(items()).hasSize(2);
  }

  @Test
  void whileTheTableDoesNotAnswerMessagesComeBack() {
    PurchaseLogHandler broken = handler("gone");

    List<String> failed =
        broken
            .handleRequest(batch(message("e1", 0), message("e2", 0)), new FakeContext())
            .getBatchItemFailures()
            .stream()
            .map(BatchItemFailure::getItemIdentifier)
            .toList();

    assertThat(failed).containsExactly("m-e1", "m-e2");
    assertThat(items()).isEmpty();
  }

  private List<String> deliver(SQSMessage... messages) {
    return handler.handleRequest(batch(messages), new FakeContext()).getBatchItemFailures().stream()
        .map(BatchItemFailure::getItemIdentifier)
        .toList();
  }

  private static SQSEvent batch(SQSMessage... messages) {
    SQSEvent event = new SQSEvent();
    event.setRecords(List.of(messages));
    return event;
  }

  private List<Map<String, AttributeValue>> items() {
    return new ArrayList<>(Tables.dynamo().scan(scan -> scan.tableName(log)).items());
  }

  /** Returns a message as EventBridge puts it into the queue. */
  private static SQSMessage message(String eventId, int version) {
    PurchaseEvent detail =
        PurchaseEvent.of(
            new Announcement(
                eventId,
                GameEvent.PURCHASE_COMPLETED,
                Instant.parse("2026-11-21T10:00:00Z"),
                "1-5c536348-3d683b8b04734faae651f476",
                "ann",
                "p1",
                version,
                "gems-100",
                2,
                Store.APPLE,
                new Price("EUR", 199),
                false,
                Share.NONE));
    SQSMessage message = new SQSMessage();
    message.setMessageId("m-" + eventId);
    message.setBody(
        """
        {"version":"0","id":"6a7e8feb-b491-4cf7-a9f1-bf3703467718","detail-type":"%s",\
        "source":"gamekeeper.payment","account":"123456789012","time":"2026-11-21T10:00:01Z",\
        "region":"eu-central-1","resources":[],"detail":%s}"""
            .formatted(GameEvent.PURCHASE_COMPLETED.detailType(), detail.json()));
    return message;
  }
}
