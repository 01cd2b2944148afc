package io.gamekeeper.local.appstore;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The sales of Google Play. A purchase that nobody acknowledges within three days is refunded. */
final class PlaySales {
  private static final Duration ACKNOWLEDGED_WITHIN = Duration.ofDays(3);

  private final InstantSource clock;
  private final Map<String, Sale> byToken = new ConcurrentHashMap<>();

  PlaySales(InstantSource clock) {
    this.clock = clock;
  }

  void add(Sale sale) {
    byToken.put(sale.token(), sale);
  }

  Optional<Sale> byToken(String token) {
    return Optional.ofNullable(byToken.get(token));
  }

  Optional<Sale> byOrder(String order) {
    return byToken.values().stream().filter(sale -> sale.transactionId().equals(order)).findAny();
  }

  void acknowledge(String token) {
    byToken.computeIfPresent(token, (_, sale) -> sale.withAcknowledgement());
  }

  void refund(String token, int percent, Instant now) {
    byToken.computeIfPresent(token, (_, sale) -> sale.withRefund(percent, now, now));
  }

  /**
   * Refunds what nobody acknowledged, as of when that was due. The refund is listed by the time of
   * this call, as Google lists it by when it noticed.
   */
  void refundUnacknowledged() {
    Instant now = clock.instant();
    byToken.replaceAll(
        (_, sale) -> {
          Instant due = sale.paidAt().plus(ACKNOWLEDGED_WITHIN);
          return sale.acknowledged() || sale.takenBack().isPresent() || now.isBefore(due)
              ? sale
              : sale.withRefund(Sale.ALL, due, now);
        });
  }

  /**
   * Returns the refunds that were noticed in a period, both ends included, sorted by token.
   *
   * @param parts whether refunds of some of the pieces count too
   */
  List<Sale> refunded(Instant start, Instant end, boolean parts) {
    return byToken.values().stream()
        .filter(sale -> sale.takenBack().isPresent() || parts)
        .filter(
            sale ->
                sale.noticed().filter(at -> !at.isBefore(start) && !at.isAfter(end)).isPresent())
        .sorted(Comparator.comparing(Sale::token))
        .toList();
  }
}
