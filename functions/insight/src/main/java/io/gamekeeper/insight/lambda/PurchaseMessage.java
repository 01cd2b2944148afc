package io.gamekeeper.insight.lambda;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gamekeeper.contract.GameEvent;
import io.gamekeeper.insight.PurchaseEvent;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Currency;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An event of the payment domain as EventBridge puts it into a queue, as far as it is counted.
 *
 * @param detailType see {@link GameEvent}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record PurchaseMessage(
    @JsonProperty(value = "detail-type", required = true) String detailType,
    @JsonProperty(required = true) Detail detail) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES).build();

  /** The store that is paid in the game's own currency. */
  private static final String WALLET = "wallet";

  private static final Set<String> CURRENCIES =
      Currency.getAvailableCurrencies().stream()
          .map(Currency::getCurrencyCode)
          .collect(Collectors.toUnmodifiableSet());

  private static final int PERCENT = 2;

  /** What happened. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Detail(
      @JsonProperty(required = true) String eventId,
      @JsonProperty(required = true) String purchaseId,
      @JsonProperty(required = true) int version,
      @JsonProperty(required = true) String store,
      @JsonProperty(required = true) Price price,
      boolean test,
      double refundedPercent,
      @JsonProperty(required = true) String at) {}

  /** What was paid for all of it. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Price(
      @JsonProperty(required = true) String currency,
      @JsonProperty(required = true) long minorUnits) {}

  /**
   * Reads a message.
   *
   * @return what is to be counted; empty for a test purchase
   * @throws IllegalArgumentException if it is not such an event
   */
  static Optional<PurchaseEvent> read(String body) {
    PurchaseMessage message;
    try {
      message = JSON.readValue(body, PurchaseMessage.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the message is not an event of a purchase", e);
    }
    if (message == null) {
      throw new IllegalArgumentException("the message is null");
    }
    return message.detail.test ? Optional.empty() : Optional.of(message.event());
  }

  private PurchaseEvent event() {
    Instant at;
    try {
      at = Instant.parse(detail.at);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("not a time: " + detail.at, e);
    }
    boolean money = !detail.store.equals(WALLET) && CURRENCIES.contains(detail.price.currency);
    return new PurchaseEvent(
        detail.at + '#' + detail.eventId,
        detail.purchaseId,
        detail.version,
        detail.price.currency,
        money,
        net(),
        at);
  }

  /** Returns what is paid and not taken back, to the nearest unit. */
  private long net() {
    double taken =
        detailType.equals(GameEvent.PURCHASE_REFUNDED.detailType())
            ? 100
            : detailType.equals(GameEvent.PURCHASE_COMPLETED.detailType())
                ? 0
                : detail.refundedPercent;
    return BigDecimal.valueOf(100 - taken)
        .movePointLeft(PERCENT)
        .multiply(BigDecimal.valueOf(detail.price.minorUnits))
        .setScale(0, RoundingMode.HALF_EVEN)
        .longValueExact();
  }
}
