package io.gamekeeper.insight.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.insight.PurchaseEvent;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PurchaseMessageTest {
  private static String message(String type, String store, String currency, String more) {
    return """
    {"version": "0", "id": "7bf73129", "detail-type": "%s", "source": "gamekeeper.payment",
     "account": "123456789012", "time": "2026-06-01T12:00:00Z", "region": "eu-central-1",
     "resources": [],
     "detail": {"eventId": "e1", "purchaseId": "p1", "version": 2, "player": "ada", "sku": "gems",
      "quantity": 1, "store": "%s", "price": {"currency": "%s", "minorUnits": 999},
      "traceId": "t", "at": "2026-06-01T11:59:59.123Z"%s}}
    """
        .formatted(type, store, currency, more);
  }

  private static PurchaseEvent read(String type, String store, String currency, String more) {
    return PurchaseMessage.read(message(type, store, currency, more)).orElseThrow();
  }

  @Test
  void whatIsCountedOfAPurchase() {
    assertThat(read("purchase.completed", "apple", "EUR", ""))
        .isEqualTo(
            new PurchaseEvent(
                "2026-06-01T11:59:59.123Z#e1",
                "p1",
                2,
                "EUR",
                true,
                999,
                Instant.parse("2026-06-01T11:59:59.123Z")));
  }

  @ParameterizedTest
  @CsvSource({
    "purchase.completed, 0, 999",
    "purchase.refunded, 100, 0",
    "purchase.refunded-in-part, 50, 500",
    "purchase.refunded-in-part, 33.3, 666"
  })
  void whatIsTakenBackIsNotRevenue(String type, String percent, long net) {
    assertThat(read(type, "google", "USD", ", \"refundedPercent\": " + percent).netMinorUnits())
        .isEqualTo(net);
  }

  @Test
  void theGamesOwnMoneyIsNoMoney() {
    assertThat(read("purchase.completed", "wallet", "gems", "").money()).isFalse();
    // A currency of the game that is called like one of the world.
    assertThat(read("purchase.completed", "wallet", "EUR", "").money()).isFalse();
    assertThat(read("purchase.completed", "apple", "gems", "").money()).isFalse();
  }

  @Test
  void aTestPurchaseIsNotCounted() {
    assertThat(
            PurchaseMessage.read(message("purchase.completed", "apple", "EUR", ", \"test\": true")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "{\"detail-type\": \"x\", \"detail\": {}}", "not json"})
  void whatIsNoPurchaseIsRefused(String body) {
    assertThatThrownBy(() -> PurchaseMessage.read(body))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTimeThatIsNoneIsRefused() {
    assertThatThrownBy(
            () ->
                PurchaseMessage.read(
                    message("purchase.completed", "apple", "EUR", "")
                        .replace("2026-06-01T11:59:59.123Z", "yesterday")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
