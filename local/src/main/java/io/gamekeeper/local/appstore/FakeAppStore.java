package io.gamekeeper.local.appstore;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gamekeeper.contract.ApiRoute;
import io.gamekeeper.contract.StoreEnvironment;
import io.gamekeeper.local.client.Bearer;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.platform.WebClient.Request;
import io.gamekeeper.platform.WebClient.Response;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Apple's App Store for one app: it signs transactions, answers the App Store Server API and
 * notifies of refunds.
 */
final class FakeAppStore {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern TRANSACTION =
      Pattern.compile("/inApps/v1/transactions/([^/]+)(/finish)?");
  private static final String AUDIENCE = "appstoreconnect-v1";
  private static final Duration LONGEST_TOKEN = Duration.ofMinutes(60);

  /**
   * The currency of a country for which catalogues seldom list prices, so that the store sets the
   * price.
   */
  private static final String CURRENCY = "SEK";

  /** The price of every product: 9.90, in thousandths. */
  private static final long PRICE_MILLI_UNITS = 9_900;

  /** Thousandths in a percent; Apple's unit of shares. */
  private static final int MILLI_UNITS = 1000;

  private static final long FIRST_TRANSACTION = 2_000_000_000_000_000L;

  private final StoreIdentity identity;
  private final StoreEnvironment app;
  private final InstantSource clock;
  private final Map<String, Sale> sales = new ConcurrentHashMap<>();
  private final AtomicLong nextTransaction;

  FakeAppStore(StoreIdentity identity, StoreEnvironment app, InstantSource clock) {
    this.identity = identity;
    this.app = app;
    this.clock = clock;
    // Begins with the clock's time, so that a stage that keeps its data never gives an id twice.
    this.nextTransaction = new AtomicLong(FIRST_TRANSACTION + clock.millis());
  }

  /** Returns the host of the API in an environment. */
  static String host(String environment) {
    return environment.equals("Production")
        ? "api.storekit.apple.com"
        : "api.storekit-sandbox.apple.com";
  }

  Sold buy(String product, int quantity, UUID account) {
    String id = Long.toString(nextTransaction.getAndIncrement());
    Sale sale = Sale.of(id, id, product, quantity, account.toString(), clock.instant());
    sales.put(id, sale);
    return new Sold(id, signed(sale));
  }

  /** Refunds a share of a payment and returns the notification. */
  Notice refund(String transactionId, int percent) {
    Sale refunded =
        sales.computeIfPresent(
            transactionId, (_, sale) -> sale.withRefund(percent, clock.instant(), clock.instant()));
    if (refunded == null) {
      throw new StageException("Apple knows no transaction " + transactionId);
    }
    ObjectNode message =
        JSON.createObjectNode()
            .put("notificationType", "REFUND")
            .put("notificationUUID", UUID.randomUUID().toString())
            .put("version", "2.0")
            .put("signedDate", clock.millis());
    message
        .putObject("data")
        .put("appAppleId", app.appleAppId())
        .put("bundleId", app.appleBundleId())
        .put("environment", app.appleEnvironment())
        .put("signedTransactionInfo", signed(refunded));
    return new Notice(
        ApiRoute.NOTIFY_APPLE.path(),
        Map.of("Content-Type", "application/json"),
        JSON.createObjectNode()
            .put("signedPayload", identity.apple().sign(message.toString()))
            .toString());
  }

  boolean isAcknowledged(String transactionId) {
    return Optional.ofNullable(sales.get(transactionId)).map(Sale::acknowledged).orElse(false);
  }

  Response answer(Request request) {
    if (!isAuthorised(request)) {
      return new Response(401, "Unauthenticated\n");
    }
    Matcher path = TRANSACTION.matcher(request.uri().getPath());
    if (!path.matches()) {
      return new Response(404, "");
    }
    String id = path.group(1);
    boolean finish = path.group(2) != null;
    if (!request.method().equals(finish ? "POST" : "GET")) {
      return new Response(405, "");
    }
    Sale sale = sales.get(id);
    if (sale == null) {
      return new Response(
          404,
          JSON.createObjectNode()
              .put("errorCode", 4_040_010)
              .put("errorMessage", "Transaction id not found.")
              .toString());
    }
    if (finish) {
      sales.computeIfPresent(id, (_, known) -> known.withAcknowledgement());
      return new Response(200, "");
    }
    return new Response(
        200, JSON.createObjectNode().put("signedTransactionInfo", signed(sale)).toString());
  }

  private boolean isAuthorised(Request request) {
    try {
      SignedJWT token = SignedJWT.parse(Bearer.of(request));
      JWTClaimsSet claims = token.getJWTClaimsSet();
      Date expires = claims.getExpirationTime();
      Instant expiry = expires == null ? Instant.EPOCH : expires.toInstant();
      Instant now = clock.instant();
      return JWSAlgorithm.ES256.equals(token.getHeader().getAlgorithm())
          && StoreIdentity.APPLE_KEY_ID.equals(token.getHeader().getKeyID())
          && token.verify(new ECDSAVerifier(identity.appleCallerKey()))
          && StoreIdentity.APPLE_ISSUER.equals(claims.getIssuer())
          && claims.getAudience().contains(AUDIENCE)
          && app.appleBundleId().equals(claims.getStringClaim("bid"))
          && now.isBefore(expiry)
          && !expiry.isAfter(now.plus(LONGEST_TOKEN));
    } catch (ParseException | JOSEException e) {
      return false;
    }
  }

  private String signed(Sale sale) {
    ObjectNode transaction =
        JSON.createObjectNode()
            .put("transactionId", sale.transactionId())
            .put("originalTransactionId", sale.transactionId())
            .put("bundleId", app.appleBundleId())
            .put("productId", sale.product())
            .put("purchaseDate", sale.paidAt().toEpochMilli())
            .put("originalPurchaseDate", sale.paidAt().toEpochMilli())
            .put("quantity", sale.quantity())
            .put("type", "Consumable")
            .put("appAccountToken", sale.account())
            .put("inAppOwnershipType", "PURCHASED")
            .put("signedDate", clock.millis())
            .put("environment", app.appleEnvironment())
            .put("transactionReason", "PURCHASE")
            .put("storefront", "DEU")
            .put("storefrontId", "143443")
            .put("price", PRICE_MILLI_UNITS)
            .put("currency", CURRENCY);
    sale.refunded()
        .ifPresent(
            at ->
                transaction
                    .put("revocationDate", at.toEpochMilli())
                    .put("revocationReason", 0)
                    .put(
                        "revocationType",
                        sale.takenBack().isPresent() ? "REFUND_FULL" : "REFUND_PRORATED")
                    .put("revocationPercentage", sale.refundedPercent() * MILLI_UNITS));
    return identity.apple().sign(transaction.toString());
  }
}
