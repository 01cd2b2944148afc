package io.gamekeeper.payment.storefront;

import com.google.api.services.androidpublisher.model.VoidedPurchase;
import com.google.api.services.androidpublisher.model.VoidedPurchasesListResponse;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StoreNotice;
import io.gamekeeper.payment.StoreUnavailableException;
import io.gamekeeper.payment.VoidedPurchases;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What Google Play took back: cancelled, refunded or charged back. Only whole payments: Google
 * lists refunds of a part of a quantity on demand, and a notice could not say how many.
 */
final class GoogleVoidedPurchases implements VoidedPurchases {
  /** How long Google remembers; it refuses to be asked for more. */
  static final Duration MEMORY = Duration.ofDays(30);

  /** For one page: nobody waits for this list. */
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  /** So that neither clock's haste makes the question too old. */
  private static final Duration MARGIN = Duration.ofMinutes(10);

  private static final int MOST_PAGES = 1000;

  private final GoogleConnection google;
  private final BoundedWeb web;
  private final InstantSource clock;
  private final String packageName;

  GoogleVoidedPurchases(
      GoogleConnection google, BoundedWeb web, InstantSource clock, String packageName) {
    this.google = google;
    this.web = web;
    this.clock = clock;
    this.packageName = packageName;
  }

  @Override
  public List<StoreNotice> between(Instant from, Instant until) {
    Instant now = clock.instant();
    Instant oldest = now.minus(MEMORY).plus(MARGIN);
    Instant start = from.isBefore(oldest) ? oldest : from;
    Instant end = until.isAfter(now) ? now : until;
    if (end.isBefore(start)) {
      return List.of();
    }
    List<StoreNotice> notices = new ArrayList<>();
    @Nullable String page = null;
    for (int pages = 0; pages < MOST_PAGES; pages++) {
      VoidedPurchasesListResponse answer = page(start, end, page);
      for (VoidedPurchase voided :
          Objects.requireNonNullElse(answer.getVoidedPurchases(), List.<VoidedPurchase>of())) {
        notices.add(notice(voided));
      }
      page =
          answer.getTokenPagination() == null
              ? null
              : answer.getTokenPagination().getNextPageToken();
      if (page == null || page.isEmpty()) {
        return notices;
      }
    }
    throw new StoreUnavailableException("Google's list of voided purchases has no end", null);
  }

  private VoidedPurchasesListResponse page(Instant start, Instant end, @Nullable String page) {
    try {
      VoidedPurchasesListResponse answer =
          web.within(
              TIMEOUT,
              () ->
                  google.call(
                      publisher ->
                          publisher
                              .purchases()
                              .voidedpurchases()
                              .list(packageName)
                              .setStartTime(start.toEpochMilli())
                              .setEndTime(end.toEpochMilli())
                              .setToken(page)));
      if (answer == null) {
        throw new IOException("the answer is empty");
      }
      return answer;
    } catch (IOException e) {
      throw new StoreUnavailableException("Google does not list voided purchases", e);
    }
  }

  private static StoreNotice notice(VoidedPurchase voided) {
    if (voided.getPurchaseToken() == null || voided.getVoidedTimeMillis() == null) {
      throw new StoreUnavailableException("Google lists a voided purchase without a name", null);
    }
    String transactionId =
        GoogleStoreFront.transactionId(voided.getOrderId(), voided.getPurchaseToken());
    Instant at = Instant.ofEpochMilli(voided.getVoidedTimeMillis());
    return new StoreNotice(
        Store.GOOGLE,
        "voided-" + transactionId,
        "voided, reason " + voided.getVoidedReason(),
        at,
        new StoreNotice.TakenBack(transactionId, at));
  }
}
