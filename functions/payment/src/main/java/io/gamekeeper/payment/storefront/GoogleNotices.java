package io.gamekeeper.payment.storefront;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gamekeeper.contract.IdentityEnvironment;
import io.gamekeeper.contract.StoreEnvironment;
import io.gamekeeper.payment.Share;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StoreNotice;
import io.gamekeeper.payment.StoreNotice.Meaning;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.identity.TokenVerifier;
import io.gamekeeper.platform.identity.Verdict;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads Google Play's real-time developer notifications, as a Pub/Sub push subscription delivers
 * them. Not the message but the request is authenticated: its bearer token is Google's, for our
 * audience, and names the service account of our subscription.
 */
public final class GoogleNotices {
  static final String ISSUER = "https://accounts.google.com";
  static final String KEYS = "https://www.googleapis.com/oauth2/v3/certs";

  private static final String SCHEME = "Bearer ";
  private static final long PARTIAL_REFUND = 2;

  private final GoogleConnection google;
  private final TokenVerifier tokens;
  private final String packageName;
  private final InstantSource clock;

  GoogleNotices(StoreEnvironment store, GoogleConnection google, Platform platform) {
    this.google = google;
    this.packageName = store.googlePackage();
    this.clock = platform.clock();
    this.tokens =
        new TokenVerifier(new IdentityEnvironment(ISSUER, store.googleAudience(), KEYS), platform);
  }

  /**
   * Reads a request.
   *
   * @param authorization the {@code Authorization} header
   * @param body the push request's JSON
   */
  public NoticeReading read(@Nullable String authorization, String body) {
    return switch (tokens.verify(authorization)) {
      case Verdict.Refused(var reason) -> new NoticeReading.Refused(reason.text());
      case Verdict.Unverifiable() ->
          new NoticeReading.Unverifiable("Google's keys cannot be fetched");
      case Verdict.Player _ -> readAuthentic(String.valueOf(authorization), body);
    };
  }

  private NoticeReading readAuthentic(String authorization, String body) {
    Optional<StoreKeys.Google> keys = google.keys();
    if (keys.isEmpty()) {
      return new NoticeReading.Unverifiable("there are no keys to Google Play");
    }
    if (!isFrom(keys.get().notifier(), authorization.substring(SCHEME.length()).strip())) {
      return new NoticeReading.Refused("the token is another account's");
    }
    return readPushed(body);
  }

  /** Reads what our subscription pushed. */
  private NoticeReading readPushed(String body) {
    Optional<JsonNode> message =
        Documents.object(body).map(push -> push.path("message")).filter(JsonNode::isObject);
    Optional<String> id = message.flatMap(node -> Documents.text(node, "messageId"));
    Optional<JsonNode> content =
        message
            .flatMap(node -> Documents.text(node, "data"))
            .flatMap(GoogleNotices::decoded)
            .flatMap(Documents::object);
    Optional<Instant> at = content.flatMap(node -> Documents.millis(node, "eventTimeMillis"));
    String why;
    if (id.isEmpty() || content.isEmpty()) {
      why = "the body is not a message of Google Play";
    } else if (!Documents.text(content.get(), "packageName").equals(Optional.of(packageName))) {
      why = "the message is about another app";
    } else if (at.isEmpty()) {
      why = "the message has no time";
    } else {
      Optional<StoreNotice> notice = read(id.get(), content.get(), at.get());
      if (notice.isPresent()) {
        return new NoticeReading.Genuine(notice.get());
      }
      why = "a voided purchase has no token";
    }
    return NoticeReading.Unusable.of(Store.GOOGLE, id, body, at.orElseGet(clock::instant), why);
  }

  /** Returns whether a token, already verified, was issued to that service account. */
  private static boolean isFrom(String account, String token) {
    try {
      JWTClaimsSet claims = SignedJWT.parse(token).getJWTClaimsSet();
      return account.equals(claims.getStringClaim("email"))
          && Boolean.TRUE.equals(claims.getBooleanClaim("email_verified"));
    } catch (ParseException e) {
      return false;
    }
  }

  private static Optional<String> decoded(String base64) {
    try {
      return Optional.of(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Reads a notice; empty if a voided purchase is not named. */
  private static Optional<StoreNotice> read(String id, JsonNode content, Instant at) {
    JsonNode voided = content.path("voidedPurchaseNotification");
    if (voided.isObject()) {
      return voided(id, voided, at);
    }
    // Purchases come with the player's own request, subscriptions are not sold, tests are tests.
    return Optional.of(notice(id, kind(content), at, new StoreNotice.Nothing()));
  }

  /**
   * Reads the notice of a voided purchase; its order id and purchase token are those of the
   * purchase. A notice of a partial refund does not say how much: {@link GoogleVoidedPurchases}
   * does within minutes.
   */
  private static Optional<StoreNotice> voided(String id, JsonNode voided, Instant at) {
    if (Documents.integer(voided, "refundType").equals(Optional.of(PARTIAL_REFUND))) {
      return Optional.of(notice(id, "voided in part", at, new StoreNotice.Nothing()));
    }
    return Documents.text(voided, "purchaseToken")
        .map(
            token ->
                GoogleStoreFront.transactionId(
                    Documents.text(voided, "orderId").orElse(null), token))
        .map(
            transactionId ->
                notice(id, "voided", at, new StoreNotice.TakenBack(transactionId, Share.ALL, at)));
  }

  private static String kind(JsonNode content) {
    for (String kind :
        new String[] {
          "oneTimeProductNotification", "subscriptionNotification", "testNotification"
        }) {
      JsonNode notification = content.path(kind);
      if (notification.isObject()) {
        return Documents.integer(notification, "notificationType")
            .map(type -> kind + " " + type)
            .orElse(kind);
      }
    }
    return "unknown";
  }

  private static StoreNotice notice(String id, String kind, Instant at, Meaning meaning) {
    return new StoreNotice(Store.GOOGLE, id, kind, at, meaning);
  }
}
