package io.gamekeeper.payment.storefront;

import com.google.api.services.androidpublisher.model.ProductLineItem;
import com.google.api.services.androidpublisher.model.ProductOfferDetails;
import com.google.api.services.androidpublisher.model.ProductPurchaseV2;
import com.google.api.services.androidpublisher.model.VoidedPurchase;
import com.google.api.services.androidpublisher.model.VoidedPurchasesListResponse;
import io.gamekeeper.payment.Share;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists what Google Play took back: purchases that were cancelled, refunded or charged back, also
 * some of several pieces (<a
 * href="https://developers.google.com/android-publisher/voided-purchases">Voided Purchases
 * API</a>). It lists only what is to be taken from the player: money that the studio gave back
 * without revoking the purchase is not listed.
 */
final class GoogleVoidedPurchases implements VoidedPurchases {
  private static final Logger LOG = LoggerFactory.getLogger(GoogleVoidedPurchases.class);

  /** The time that Google looks back; it refuses longer spans. */
  static final Duration MEMORY = Duration.ofDays(30);

  /** The time for one page; nobody waits for this list. */
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  /** The margin that keeps a span from being too old if one of the clocks is fast. */
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
        notice(voided).ifPresent(notices::add);
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
          asked(
              publisher ->
                  publisher
                      .purchases()
                      .voidedpurchases()
                      .list(packageName)
                      .setStartTime(start.toEpochMilli())
                      .setEndTime(end.toEpochMilli())
                      .setIncludeQuantityBasedPartialRefund(true)
                      .setToken(page));
      if (answer == null) {
        throw new IOException("the answer is empty");
      }
      return answer;
    } catch (IOException e) {
      throw new StoreUnavailableException("Google does not list voided purchases", e);
    }
  }

  private <T> @Nullable T asked(GoogleConnection.Call<T> call) throws IOException {
    return web.within(TIMEOUT, () -> google.call(call));
  }

  private Optional<StoreNotice> notice(VoidedPurchase voided) {
    if (voided.getPurchaseToken() == null || voided.getVoidedTimeMillis() == null) {
      throw new StoreUnavailableException("Google lists a voided purchase without an id", null);
    }
    String transactionId =
        GoogleStoreFront.transactionId(voided.getOrderId(), voided.getPurchaseToken());
    Instant at = Instant.ofEpochMilli(voided.getVoidedTimeMillis());
    Share share =
        voided.getVoidedQuantity() == null ? Share.ALL : refunded(voided.getPurchaseToken());
    return share.equals(Share.NONE)
        ? Optional.empty()
        : Optional.of(
            new StoreNotice(
                Store.GOOGLE,
                "voided-" + transactionId + (share.equals(Share.ALL) ? "" : "-" + name(share)),
                "voided, reason " + voided.getVoidedReason(),
                at,
                new StoreNotice.TakenBack(transactionId, share, at)));
  }

  private static String name(Share share) {
    return share.part() + "-of-" + share.whole();
  }

  /**
   * Returns how much of a purchase of several pieces is refunded by now. A purchase may be voided
   * in part several times, and the list gives the quantity of one time only; the purchase itself
   * says what is left. None if Google does not know the purchase any more: then nothing is taken.
   */
  private Share refunded(String token) {
    try {
      ProductPurchaseV2 purchase =
          asked(
              publisher ->
                  publisher.purchases().productsv2().getproductpurchasev2(packageName, token));
      List<ProductLineItem> lines =
          purchase == null || purchase.getProductLineItem() == null
              ? List.of()
              : purchase.getProductLineItem();
      ProductOfferDetails details =
          lines.size() == 1 ? lines.getFirst().getProductOfferDetails() : null;
      if (details == null || details.getQuantity() == null) {
        throw new IOException("Google's answer has no quantity");
      }
      int left = Objects.requireNonNullElse(details.getRefundableQuantity(), 0);
      int quantity = details.getQuantity();
      return left < 0 || left > quantity || quantity < 1
          ? Share.NONE
          : new Share(quantity - left, quantity);
    } catch (GoogleConnection.RefusedException e) {
      LOG.warn("Google lists a purchase as voided in part and does not know it: {}", e.toString());
      return Share.NONE;
    } catch (IOException e) {
      throw new StoreUnavailableException("Google does not say what is refunded of a purchase", e);
    }
  }
}
