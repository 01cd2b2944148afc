package io.gamekeeper.payment.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.payment.Share;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StoreNotice;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AppleNoticesTest {
  private static final String ID = "002e14d5-51f5-4503-b5a8-c3a1af68eb20";

  private final World world = new World();
  private final AppleSide apple = world.apple;
  private final AppleNotices notices = new StoreFronts(world.platform).appleNotices();

  @ParameterizedTest
  @ValueSource(strings = {"REFUND", "REVOKE"})
  void aRefundTakesTheTransactionBack(String type) {
    Instant at = Instant.ofEpochMilli(world.clock.millis() - 1000);
    Map<String, Object> transaction = apple.transaction();
    transaction.put("revocationDate", at.toEpochMilli());

    assertThat(notices.read(body(message(type, transaction))))
        .isEqualTo(genuine(type, new StoreNotice.TakenBack("2000000001", Share.ALL, at)));
  }

  /** Of 100 %, Apple counts thousandths; of several pieces it rounds the share of some. */
  @ParameterizedTest
  @CsvSource({
    "1, 30000, 3, 10",
    "1, 67932, 16983, 25000",
    "1, 15, 3, 20000",
    "3, 33333, 1, 3",
    "3, 66667, 2, 3",
    "3, 33334, 16667, 50000",
    "1, 100000, 1, 1",
    "1, 200000, 1, 1"
  })
  void aProratedRefundTakesItsShareBack(int quantity, int thousandths, int part, int whole) {
    Instant at = Instant.ofEpochMilli(world.clock.millis() - 1000);
    Map<String, Object> transaction = revoked("REFUND_PRORATED", at);
    transaction.put("quantity", quantity);
    transaction.put("revocationPercentage", thousandths);

    assertThat(notices.read(body(message("REFUND", transaction))))
        .isEqualTo(
            genuine("REFUND", new StoreNotice.TakenBack("2000000001", new Share(part, whole), at)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"REFUND_FULL", "FAMILY_REVOKE", "SOMETHING_NEW"})
  void everyOtherRevocationTakesAllBack(String type) {
    Instant at = Instant.ofEpochMilli(world.clock.millis() - 1000);
    Map<String, Object> transaction = revoked(type, at);
    transaction.put("revocationPercentage", 30_000);

    assertThat(notices.read(body(message("REVOKE", transaction))))
        .isEqualTo(genuine("REVOKE", new StoreNotice.TakenBack("2000000001", Share.ALL, at)));
  }

  @Test
  void aProratedRefundThatDoesNotSayHowMuchTakesNothing() {
    assertThat(
            notices.read(
                body(message("REFUND", revoked("REFUND_PRORATED", world.clock.instant())))))
        .isEqualTo(genuine("REFUND", new StoreNotice.Nothing()));
  }

  private Map<String, Object> revoked(String type, Instant at) {
    Map<String, Object> transaction = apple.transaction();
    transaction.put("revocationDate", at.toEpochMilli());
    transaction.put("revocationReason", 0);
    transaction.put("revocationType", type);
    return transaction;
  }

  /** Messages of the sandbox name no app id. */
  @Test
  void whereSomeMayTestTheSandboxsMessagesAreAboutTests() {
    World prod = World.ofPlayers(List.of(), 20);
    Instant at = Instant.ofEpochMilli(world.clock.millis() - 1000);
    String body = body(message("REFUND", revoked("REFUND_FULL", at)));

    assertThat(new StoreFronts(prod.platform).appleNotices().read(body))
        .isEqualTo(
            genuine("REFUND", new StoreNotice.TakenBack("sandbox:2000000001", Share.ALL, at)));
    assertThat(new StoreFronts(World.ofPlayers(List.of(), 0).platform).appleNotices().read(body))
        .isInstanceOf(NoticeReading.Refused.class);
  }

  @Test
  void aReversedRefundReinstatesTheTransaction() {
    assertThat(notices.read(body(message("REFUND_REVERSED", apple.transaction()))))
        .isEqualTo(
            genuine(
                "REFUND_REVERSED",
                new StoreNotice.Reinstated("2000000001", world.clock.instant())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TEST", "CONSUMPTION_REQUEST", "ONE_TIME_CHARGE", "SOMETHING_NEW"})
  void everythingElseChangesNothing(String type) {
    assertThat(notices.read(body(message(type, null))))
        .isEqualTo(genuine(type, new StoreNotice.Nothing()));
  }

  @ParameterizedTest
  @CsvSource({"bundleId, com.example.other", "environment, Production", "environment, Xcode"})
  void aMessageForAnotherAppOrEnvironmentIsRefused(String member, String value) {
    Map<String, Object> message = message("TEST", null);
    data(message).put(member, value);

    assertThat(notices.read(body(message))).isInstanceOf(NoticeReading.Refused.class);
  }

  @Test
  void aGenuineMessageWithAForgedTransactionInsideIsUnusable() {
    Map<String, Object> message = message("REFUND", null);
    data(message)
        .put(
            "signedTransactionInfo", AppleAuthority.create().sign(World.json(apple.transaction())));

    assertUnusable(body(message));
  }

  @Test
  void aTransactionOfAnotherAppInsideIsUnusable() {
    Map<String, Object> transaction = apple.transaction();
    transaction.put("bundleId", "com.example.other");

    assertUnusable(body(message("REFUND", transaction)));
  }

  @Test
  void aMessageThatAppleDidNotSignIsRefused() {
    String forged = AppleAuthority.create().sign(World.json(message("TEST", null)));

    assertThat(notices.read(World.json(Map.of("signedPayload", forged))))
        .isInstanceOf(NoticeReading.Refused.class);
  }

  @Test
  void aReceiptIsNoMessage() {
    assertThat(notices.read(World.json(Map.of("signedPayload", apple.sign(apple.transaction())))))
        .isInstanceOf(NoticeReading.Refused.class);
  }

  @Test
  void aGenuineMessageThatLacksWhatItMustHaveIsUnusable() {
    assertUnusable(body(message("REFUND", null)));
    for (String member : List.of("notificationUUID", "notificationType", "signedDate")) {
      Map<String, Object> message = message("TEST", null);
      message.remove(member);
      assertUnusable(body(message));
    }
  }

  /** It is kept under the same name however often it comes. */
  private void assertUnusable(String body) {
    assertThat(notices.read(body))
        .isInstanceOfSatisfying(
            NoticeReading.Unusable.class,
            unusable -> {
              assertThat(unusable.notice().kind()).startsWith("unusable: ");
              assertThat(unusable.notice().meaning()).isEqualTo(new StoreNotice.Nothing());
              assertThat(notices.read(body)).isEqualTo(unusable);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"signedPayload\":1}",
        "{\"signedPayload\":\"\"}",
        "{\"signedPayload\":\"a.b.c\"}",
        "{\"signedPayload\":\"x\"}{}",
        "{{{{"
      })
  void garbageIsRefused(String body) {
    assertThat(notices.read(body)).isInstanceOf(NoticeReading.Refused.class);
  }

  @Test
  void withoutKeysAppleHasToRepeatIt() {
    String body = body(message("TEST", null));
    world.secretsDown = true;

    assertThat(notices.read(body)).isInstanceOf(NoticeReading.Unverifiable.class);
  }

  private NoticeReading genuine(String kind, StoreNotice.Meaning meaning) {
    return new NoticeReading.Genuine(
        new StoreNotice(Store.APPLE, ID, kind, world.clock.instant(), meaning));
  }

  private String body(Map<String, Object> message) {
    return World.json(Map.of("signedPayload", apple.sign(message)));
  }

  private Map<String, Object> message(String type, @Nullable Map<String, Object> transaction) {
    Map<String, Object> data = new HashMap<>();
    data.put("bundleId", World.BUNDLE);
    data.put("environment", "Sandbox");
    if (transaction != null) {
      data.put("signedTransactionInfo", apple.sign(transaction));
    }
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("notificationType", type);
    message.put("notificationUUID", ID);
    message.put("version", "2.0");
    message.put("signedDate", world.clock.millis());
    message.put("data", data);
    return message;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> data(Map<String, Object> message) {
    return Objects.requireNonNull((Map<String, Object>) message.get("data"));
  }
}
