package io.gamekeeper.local.appstore;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.contract.StoreEnvironment;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.platform.WebClient.Request;
import io.gamekeeper.platform.WebClient.Response;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Google Play for one app: it signs purchases, gives access tokens, answers the Play Developer API
 * and notifies of voided purchases.
 */
final class FakePlayStore {
  static final String API = "androidpublisher.googleapis.com";
  static final String TOKENS = "oauth2.googleapis.com";
  static final String KEYS = "www.googleapis.com";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final StoreIdentity identity;
  private final StoreEnvironment app;
  private final InstantSource clock;
  private final PlaySales sales;
  private final GoogleTokens tokens;
  private final GoogleNotifier notifier;
  private final PlayDeveloperApi api;
  private final AtomicLong nextOrder;

  FakePlayStore(StoreIdentity identity, StoreEnvironment app, InstantSource clock) {
    this.identity = identity;
    this.app = app;
    this.clock = clock;
    this.sales = new PlaySales(clock);
    this.tokens = new GoogleTokens(identity, clock);
    this.notifier = new GoogleNotifier(identity, app);
    this.api = new PlayDeveloperApi(app, clock, tokens, sales);
    this.nextOrder = new AtomicLong(clock.millis());
  }

  Sold buy(String product, int quantity, UUID account) {
    String order = "GPA.%d".formatted(nextOrder.getAndIncrement());
    String token = "fake." + UUID.randomUUID().toString().replace("-", "");
    Sale sale = Sale.of(order, token, product, quantity, account.toString(), clock.instant());
    sales.add(sale);
    String data =
        JSON.createObjectNode()
            .put("orderId", order)
            .put("packageName", app.googlePackage())
            .put("productId", product)
            .put("purchaseTime", sale.paidAt().toEpochMilli())
            .put("purchaseState", 0)
            .put("purchaseToken", token)
            .put("quantity", quantity)
            .put("obfuscatedAccountId", sale.account())
            .put("acknowledged", false)
            .toString();
    return new Sold(
        order, JSON.createObjectNode().put("data", data).put("signature", signed(data)).toString());
  }

  /** Returns the signature of a purchase; Google Play signs with SHA-1. */
  private String signed(String data) {
    try {
      Signature signature = Signature.getInstance("SHA1withRSA");
      signature.initSign(identity.licence().getPrivate());
      signature.update(data.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK signs with RSA", e);
    }
  }

  /**
   * Refunds a share of an order and returns the notification.
   *
   * @param percent of the payment, with what was refunded before
   * @throws StageException if there is no such order, or if that is not a whole number of pieces
   */
  Notice refund(String order, int percent) {
    Sale known =
        sales
            .byOrder(order)
            .orElseThrow(() -> new StageException("Google knows no order " + order));
    if (known.quantity() * percent % Sale.ALL != 0) {
      throw new StageException(
          "Google refunds whole pieces only, and %d %% of %d pieces are %s"
              .formatted(
                  percent,
                  known.quantity(),
                  BigDecimal.valueOf((long) known.quantity() * percent, 2).stripTrailingZeros()));
    }
    Instant now = clock.instant();
    sales.refund(known.token(), percent, now);
    return notifier.voided(
        known, percent == Sale.ALL, Long.toString(nextOrder.getAndIncrement()), now);
  }

  boolean isAcknowledged(String order) {
    return sales.byOrder(order).filter(Sale::acknowledged).isPresent();
  }

  /** Answers with the keys of the tokens that notifications bring. */
  Response keys(Request request) {
    return notifier.keys(request);
  }

  /** Answers with an access token. */
  Response tokens(Request request) {
    return tokens.answer(request);
  }

  /** Answers a request to the Play Developer API. */
  Response api(Request request) {
    return api.answer(request);
  }
}
