package io.gamekeeper.local.appstore;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gamekeeper.contract.ApiRoute;
import io.gamekeeper.contract.StoreEnvironment;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.platform.WebClient.Request;
import io.gamekeeper.platform.WebClient.Response;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Google Play: signs purchases, gives out access tokens, answers the Play Developer API for one
 * app, notifies of voided purchases. What nobody acknowledges within three days it refunds.
 */
final class FakePlayStore {
  static final String API = "androidpublisher.googleapis.com";
  static final String TOKENS = "oauth2.googleapis.com";
  static final String KEYS = "www.googleapis.com";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PURCHASE =
      Pattern.compile("/androidpublisher/v3/applications/([^/]+)/purchases/(.+)");
  private static final Pattern PRODUCT_V2 = Pattern.compile("productsv2/tokens/([^/:]+)");
  private static final Pattern PRODUCT =
      Pattern.compile("products/([^/]+)/tokens/([^/:]+)(:acknowledge)?");
  private static final String SCOPE = "https://www.googleapis.com/auth/androidpublisher";
  private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  private static final Duration TOKEN_VALIDITY = Duration.ofHours(1);
  private static final Duration ACKNOWLEDGED_WITHIN = Duration.ofDays(3);
  private static final Duration MEMORY = Duration.ofDays(30);
  private static final int PAGE = 100;
  private static final int UNACKNOWLEDGED = 8;
  private static final int REMORSE = 1;

  private final StoreIdentity identity;
  private final StoreEnvironment app;
  private final InstantSource clock;
  private final Map<String, Sale> sales = new ConcurrentHashMap<>();
  private final Map<String, Instant> accessTokens = new ConcurrentHashMap<>();
  private final AtomicLong nextOrder;

  FakePlayStore(StoreIdentity identity, StoreEnvironment app, InstantSource clock) {
    this.identity = identity;
    this.app = app;
    this.clock = clock;
    this.nextOrder = new AtomicLong(clock.millis());
  }

  Sold buy(String product, int quantity, UUID account) {
    String order = "GPA.%d".formatted(nextOrder.getAndIncrement());
    String token = "fake." + UUID.randomUUID().toString().replace("-", "");
    Sale sale = Sale.of(order, token, product, quantity, account.toString(), clock.instant());
    sales.put(token, sale);
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

  /**
   * Gives so much of the money back and makes the notification of it.
   *
   * @throws StageException if that is no whole number of pieces
   */
  Notice refund(String order, int percent) {
    Sale known =
        sales.values().stream()
            .filter(sale -> sale.transactionId().equals(order))
            .findAny()
            .orElseThrow(() -> new StageException("Google knows no order " + order));
    if (known.quantity() * percent % Sale.ALL != 0) {
      throw new StageException(
          "Google gives back whole pieces only, and %d %% of %d are %s"
              .formatted(
                  percent,
                  known.quantity(),
                  BigDecimal.valueOf((long) known.quantity() * percent, 2).stripTrailingZeros()));
    }
    Instant now = clock.instant();
    sales.computeIfPresent(known.token(), (_, sale) -> sale.withRefund(percent, now, now));
    ObjectNode content =
        JSON.createObjectNode()
            .put("version", "1.0")
            .put("packageName", app.googlePackage())
            .put("eventTimeMillis", Long.toString(now.toEpochMilli()));
    content
        .putObject("voidedPurchaseNotification")
        .put("purchaseToken", known.token())
        .put("orderId", order)
        .put("productType", 2)
        .put("refundType", percent == Sale.ALL ? 1 : 2);
    ObjectNode push = JSON.createObjectNode();
    push.putObject("message")
        .put(
            "data",
            Base64.getEncoder().encodeToString(content.toString().getBytes(StandardCharsets.UTF_8)))
        .put("messageId", Long.toString(nextOrder.getAndIncrement()))
        .put("publishTime", now.toString());
    push.put("subscription", "projects/fake-play/subscriptions/gamekeeper");
    return new Notice(
        ApiRoute.NOTIFY_GOOGLE.path(),
        Map.of("Content-Type", "application/json", "Authorization", "Bearer " + idToken(now)),
        push.toString());
  }

  boolean isAcknowledged(String order) {
    return sales.values().stream()
        .anyMatch(sale -> sale.transactionId().equals(order) && sale.acknowledged());
  }

  /** The keys that notifications' tokens are signed with. */
  Response keys(Request request) {
    return request.uri().getPath().equals("/oauth2/v3/certs")
        ? new Response(
            200,
            new JWKSet(
                    new RSAKey.Builder((RSAPublicKey) identity.notifier().getPublic())
                        .keyID("fake-google")
                        .keyUse(KeyUse.SIGNATURE)
                        .algorithm(JWSAlgorithm.RS256)
                        .build())
                .toString())
        : new Response(404, "");
  }

  /** Access tokens for signed assertions, RFC 7523. */
  Response tokens(Request request) {
    Map<String, String> form = form(String.valueOf(request.body()));
    if (!request.uri().getPath().equals("/token")
        || !request.method().equals("POST")
        || !GRANT.equals(form.get("grant_type"))
        || !isOurs(form.getOrDefault("assertion", ""))) {
      return new Response(
          400, "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT Signature.\"}");
    }
    String token = "ya29.fake." + UUID.randomUUID();
    Instant now = clock.instant();
    accessTokens.values().removeIf(end -> !now.isBefore(end));
    accessTokens.put(token, now.plus(TOKEN_VALIDITY));
    return new Response(
        200,
        JSON.createObjectNode()
            .put("access_token", token)
            .put("expires_in", TOKEN_VALIDITY.toSeconds() - 1)
            .put("token_type", "Bearer")
            .toString());
  }

  /** The Play Developer API. */
  Response api(Request request) {
    Instant end = accessTokens.get(Bearer.of(request));
    if (end == null || !clock.instant().isBefore(end)) {
      return error(401, "authError", "Invalid Credentials");
    }
    Matcher path = PURCHASE.matcher(request.uri().getPath());
    if (!path.matches()) {
      return error(404, "notFound", "Not Found");
    }
    if (!path.group(1).equals(app.googlePackage())) {
      return error(404, "applicationNotFound", "No application was found for the package name.");
    }
    refundWhatNobodyAcknowledged();
    String resource = path.group(2);
    Matcher second = PRODUCT_V2.matcher(resource);
    if (second.matches()) {
      return purchase(second.group(1));
    }
    Matcher first = PRODUCT.matcher(resource);
    if (first.matches()) {
      return product(request, first.group(1), first.group(2), first.group(3) != null);
    }
    return resource.equals("voidedpurchases")
        ? voided(form(String.valueOf(request.uri().getRawQuery())))
        : error(404, "notFound", "Not Found");
  }

  private Response purchase(String token) {
    Sale sale = sales.get(token);
    if (sale == null) {
      return unknownToken();
    }
    ObjectNode purchase =
        JSON.createObjectNode()
            .put("kind", "androidpublisher#productPurchaseV2")
            .put("orderId", sale.transactionId())
            .put("obfuscatedExternalAccountId", sale.account())
            .put("purchaseCompletionTime", sale.paidAt().toString())
            .put("regionCode", "DE")
            .put(
                "acknowledgementState",
                sale.acknowledged()
                    ? "ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED"
                    : "ACKNOWLEDGEMENT_STATE_PENDING");
    purchase
        .putObject("purchaseStateContext")
        .put("purchaseState", sale.takenBack().isPresent() ? "CANCELLED" : "PURCHASED");
    purchase
        .putArray("productLineItem")
        .addObject()
        .put("productId", sale.product())
        .putObject("productOfferDetails")
        .put("quantity", sale.quantity())
        .put("refundableQuantity", sale.quantity() - sale.refundedPieces())
        .put("consumptionState", "CONSUMPTION_STATE_YET_TO_BE_CONSUMED");
    return new Response(200, purchase.toString());
  }

  private Response product(Request request, String product, String token, boolean acknowledge) {
    Sale sale = sales.get(token);
    if (sale == null || !sale.product().equals(product)) {
      return unknownToken();
    }
    if (!acknowledge) {
      return new Response(
          200,
          JSON.createObjectNode()
              .put("kind", "androidpublisher#productPurchase")
              .put("orderId", sale.transactionId())
              .put("purchaseState", sale.takenBack().isPresent() ? 1 : 0)
              .put("acknowledgementState", sale.acknowledged() ? 1 : 0)
              .put("purchaseTimeMillis", Long.toString(sale.paidAt().toEpochMilli()))
              .toString());
    }
    if (!request.method().equals("POST")) {
      return error(405, "methodNotAllowed", "Method Not Allowed");
    }
    if (sale.acknowledged() || sale.takenBack().isPresent()) {
      return error(
          400,
          "invalidPurchaseState",
          "The purchase is not in a valid state to perform the desired operation.");
    }
    sales.computeIfPresent(token, (_, known) -> known.withAcknowledgement());
    return new Response(204, "");
  }

  private Response voided(Map<String, String> query) {
    Instant now = clock.instant();
    Instant start = time(query.get("startTime"), now.minus(MEMORY));
    Instant end = time(query.get("endTime"), now);
    if (start.isBefore(now.minus(MEMORY)) || end.isAfter(now)) {
      return error(400, "invalid", "Invalid time range.");
    }
    boolean parts = Boolean.parseBoolean(query.get("includeQuantityBasedPartialRefund"));
    List<Sale> found =
        sales.values().stream()
            .filter(sale -> sale.takenBack().isPresent() || parts)
            .filter(
                sale ->
                    sale.noticed()
                        .filter(at -> !at.isBefore(start) && !at.isAfter(end))
                        .isPresent())
            .sorted(Comparator.comparing(Sale::token))
            .toList();
    int from = Integer.parseInt(query.getOrDefault("token", "0"));
    int until = Math.min(found.size(), from + PAGE);
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode list = answer.putArray("voidedPurchases");
    for (Sale sale : found.subList(Math.min(from, until), until)) {
      ObjectNode voided = list.addObject();
      if (sale.takenBack().isEmpty()) {
        voided.put("voidedQuantity", sale.refundedPieces());
      }
      voided
          .put("kind", "androidpublisher#voidedPurchase")
          .put("purchaseToken", sale.token())
          .put("orderId", sale.transactionId())
          .put("purchaseTimeMillis", Long.toString(sale.paidAt().toEpochMilli()))
          .put(
              "voidedTimeMillis",
              Long.toString(sale.refunded().orElse(sale.paidAt()).toEpochMilli()))
          .put("voidedSource", sale.acknowledged() ? 0 : 2)
          .put("voidedReason", sale.acknowledged() ? REMORSE : UNACKNOWLEDGED);
    }
    if (until < found.size()) {
      answer.putObject("tokenPagination").put("nextPageToken", Integer.toString(until));
    }
    return new Response(200, answer.toString());
  }

  /** As of when it was due; Google, too, lists it by when it noticed. */
  private void refundWhatNobodyAcknowledged() {
    Instant now = clock.instant();
    sales.replaceAll(
        (_, sale) -> {
          Instant due = sale.paidAt().plus(ACKNOWLEDGED_WITHIN);
          return sale.acknowledged() || sale.takenBack().isPresent() || now.isBefore(due)
              ? sale
              : sale.withRefund(Sale.ALL, due, now);
        });
  }

  private boolean isOurs(String assertion) {
    try {
      SignedJWT token = SignedJWT.parse(assertion);
      JWTClaimsSet claims = token.getJWTClaimsSet();
      Date expires = claims.getExpirationTime();
      Date issued = claims.getIssueTime();
      Instant now = clock.instant();
      return JWSAlgorithm.RS256.equals(token.getHeader().getAlgorithm())
          && token.verify(new RSASSAVerifier(identity.googleCallerKey()))
          && StoreIdentity.SERVICE_ACCOUNT.equals(claims.getIssuer())
          && claims.getAudience().contains(StoreIdentity.TOKEN_URI)
          && SCOPE.equals(claims.getStringClaim("scope"))
          && expires != null
          && issued != null
          && now.isBefore(expires.toInstant())
          && !expires.toInstant().isAfter(issued.toInstant().plus(TOKEN_VALIDITY));
    } catch (ParseException | JOSEException e) {
      return false;
    }
  }

  private String idToken(Instant now) {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("fake-google").build(),
            new JWTClaimsSet.Builder()
                .issuer("https://accounts.google.com")
                .audience(app.googleAudience())
                .subject("100000000000000000002")
                .claim("email", StoreIdentity.NOTIFIER_ACCOUNT)
                .claim("email_verified", true)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(TOKEN_VALIDITY)))
                .build());
    try {
      token.sign(new RSASSASigner(identity.notifier().getPrivate()));
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK signs with RSA", e);
    }
    return token.serialize();
  }

  /** Google Play signs purchases with SHA-1. */
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

  private static Instant time(@Nullable String millis, Instant otherwise) {
    return Optional.ofNullable(millis)
        .map(text -> Instant.ofEpochMilli(Long.parseLong(text)))
        .orElse(otherwise);
  }

  private static Map<String, String> form(String text) {
    Map<String, String> form = new HashMap<>();
    for (String part : text.split("&", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        form.put(
            part.substring(0, equals),
            URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return form;
  }

  private static Response unknownToken() {
    return error(404, "purchaseTokenNotFound", "The purchase token was not found.");
  }

  private static Response error(int status, String reason, String message) {
    ObjectNode answer = JSON.createObjectNode();
    ObjectNode error = answer.putObject("error").put("code", status).put("message", message);
    error
        .putArray("errors")
        .addObject()
        .put("message", message)
        .put("domain", "androidpublisher")
        .put("reason", reason);
    return new Response(status, answer.toString());
  }
}
