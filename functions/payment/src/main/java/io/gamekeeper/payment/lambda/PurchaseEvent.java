package io.gamekeeper.payment.lambda;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gamekeeper.payment.Announcement;
import io.gamekeeper.payment.Price;
import io.gamekeeper.platform.trace.TraceHeader;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.util.Objects;

/**
 * The detail of the events of source {@code gamekeeper.payment}, as JSON on the event bus: what
 * consumers inside and outside the project rely on. Fields may be added; none changes its meaning.
 *
 * @param eventId the same whenever the event is delivered: consumers process each id once
 * @param purchaseId which purchase it is about
 * @param version counts what happened to that purchase, from 0 for the grant; a consumer ignores
 *     what is older than what it has
 * @param player who bought
 * @param sku what was bought
 * @param quantity how many of it
 * @param store {@code wallet}, {@code apple} or {@code google}
 * @param price what was paid for all of it, in the currency's smallest unit
 * @param test whether it cost no money where others cost some: a purchase in Apple's sandbox, or of
 *     a licence tester. It is no revenue
 * @param refundedPercent how much of it is taken back by now: 0, 100, or what is in between; an
 *     event from before this field was added has 0
 * @param traceId of the request that bought
 * @param at when it happened: UTC with milliseconds, {@code 2026-11-21T10:00:00.000Z}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record PurchaseEvent(
    @JsonProperty(required = true) String eventId,
    @JsonProperty(required = true) String purchaseId,
    @JsonProperty(required = true) int version,
    @JsonProperty(required = true) String player,
    @JsonProperty(required = true) String sku,
    @JsonProperty(required = true) int quantity,
    @JsonProperty(required = true) String store,
    @JsonProperty(required = true) Price price,
    boolean test,
    double refundedPercent,
    @JsonProperty(required = true) String traceId,
    @JsonProperty(required = true) String at) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();
  private static final TypeReference<Envelope> ENVELOPE = new TypeReference<>() {};

  /**
   * The format of times; it always has the same number of digits, so that texts sort in the order
   * of time.
   */
  private static final DateTimeFormatter MILLISECONDS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  PurchaseEvent {
    Objects.requireNonNull(eventId);
    Objects.requireNonNull(player);
    try {
      MILLISECONDS.parse(at);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("not a time: " + at, e);
    }
  }

  /** Returns the event as it is announced. */
  static PurchaseEvent of(Announcement announcement) {
    return new PurchaseEvent(
        announcement.id(),
        announcement.purchaseId(),
        announcement.version(),
        announcement.player(),
        announcement.sku(),
        announcement.quantity(),
        announcement.store().id(),
        announcement.price(),
        announcement.test(),
        announcement.takenBack().percent(),
        TraceHeader.idOf(announcement.trace()),
        text(announcement.at()));
  }

  /** Returns a time as events have it, and the purchase log's keys. */
  static String text(Instant at) {
    return MILLISECONDS.format(at);
  }

  /** Returns it as JSON. */
  String json() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write JSON for a purchase event", e);
    }
  }

  /**
   * Reads what EventBridge puts into a queue.
   *
   * @throws MalformedEventException if it is not such an event
   */
  static Envelope fromQueue(String body) {
    try {
      Envelope envelope = JSON.readValue(body, ENVELOPE);
      if (envelope == null) {
        throw new MalformedEventException("the message is null", null);
      }
      return envelope;
    } catch (JsonProcessingException e) {
      throw new MalformedEventException("the message is not an event of a purchase", e);
    }
  }

  /**
   * An event with what EventBridge says of it.
   *
   * @param detailType see {@link io.gamekeeper.contract.GameEvent}
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Envelope(
      @JsonProperty(value = "detail-type", required = true) String detailType,
      @JsonProperty(required = true) PurchaseEvent detail) {}
}
