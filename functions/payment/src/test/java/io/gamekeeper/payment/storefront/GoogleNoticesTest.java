package io.gamekeeper.payment.storefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.payment.Share;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StoreNotice;
import io.gamekeeper.payment.StoreUnavailableException;
import io.gamekeeper.payment.VoidedPurchases;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Google sends, and what it tells when asked. */
final class GoogleNoticesTest {
  private final World world = new World();
  private final GoogleSide google = world.google;
  private final StoreFronts fronts = new StoreFronts(world.platform);
  private final GoogleNotices notices = fronts.googleNotices();
  private final VoidedPurchases voided = fronts.voidedPurchases();

  @Test
  void aVoidedPurchaseIsTakenBackByItsOrder() {
    assertThat(read(content("voidedPurchaseNotification", voidedFully())))
        .isEqualTo(
            genuine(
                "voided",
                new StoreNotice.TakenBack(GoogleSide.ORDER, Share.ALL, world.clock.instant())));
  }

  @Test
  void withoutAnOrderTheTokenNamesIt() {
    assertThat(
            read(
                content(
                    "voidedPurchaseNotification",
                    Map.of("purchaseToken", GoogleSide.TOKEN, "orderId", "", "refundType", 1))))
        .isEqualTo(
            genuine(
                "voided",
                new StoreNotice.TakenBack(GoogleSide.TOKEN, Share.ALL, world.clock.instant())));
  }

  @Test
  void aRefundOfAPartOfTheQuantityTakesNothingBack() {
    assertThat(
            read(
                content(
                    "voidedPurchaseNotification",
                    Map.of(
                        "purchaseToken",
                        GoogleSide.TOKEN,
                        "orderId",
                        GoogleSide.ORDER,
                        "refundType",
                        2))))
        .isEqualTo(genuine("voided in part", new StoreNotice.Nothing()));
  }

  @Test
  void otherNotificationsChangeNothing() {
    assertThat(
            read(
                content(
                    "oneTimeProductNotification",
                    Map.of("notificationType", 1, "purchaseToken", GoogleSide.TOKEN))))
        .isEqualTo(genuine("oneTimeProductNotification 1", new StoreNotice.Nothing()));
    assertThat(read(content("testNotification", Map.of("version", "1.0"))))
        .isEqualTo(genuine("testNotification", new StoreNotice.Nothing()));
    assertThat(read(content("somethingNew", Map.of())))
        .isEqualTo(genuine("unknown", new StoreNotice.Nothing()));
  }

  @Test
  void onlyGooglesTokenForOurAudienceAndFromOurSubscriptionIsTaken() {
    String body = body(content("testNotification", Map.of()));

    assertRefused(null, body);
    assertRefused("Basic x", body);
    assertRefused("Bearer x.y.z", body);
    assertRefused(google.pushToken(World.AUDIENCE, GoogleSide.NOTIFIER, GoogleSide.OTHER), body);
    assertRefused(google.pushToken(World.AUDIENCE, "other@game", GoogleSide.OTHER), body);
    assertRefused(google.pushToken("https://other", GoogleSide.NOTIFIER, google.signer()), body);
    assertRefused(google.pushToken(World.AUDIENCE, "other@game", google.signer()), body);
    assertThat(notices.read(google.pushToken(), body)).isInstanceOf(NoticeReading.Genuine.class);
    String old = google.pushToken();
    world.clock.advance(Duration.ofHours(2));
    assertRefused(old, body);
  }

  @Test
  void anotherAppsMessageFromOurSubscriptionIsUnusable() {
    Map<String, Object> content = content("testNotification", Map.of());
    content.put("packageName", "com.example.other");

    assertUnusable(body(content));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"message\":1}",
        "{\"message\":{}}",
        "{\"message\":{\"messageId\":\"1\",\"data\":\"%%%\"}}",
        "{\"message\":{\"messageId\":\"1\",\"data\":\"AAAA\"}}",
        "{\"message\":{\"data\":\"e30=\"}}",
        "{\"message\":{\"messageId\":\"1\",\"data\":\"e30=\"}}"
      })
  void garbageFromOurSubscriptionIsUnusableAndOthersIsRefused(String body) {
    assertUnusable(body);
    assertRefused("Bearer x.y.z", body);
  }

  @Test
  void aVoidedPurchaseWithoutATokenIsUnusable() {
    assertUnusable(body(content("voidedPurchaseNotification", Map.of("orderId", "GPA.1"))));
  }

  @Test
  void aMessageWithoutATimeIsUnusable() {
    Map<String, Object> content = content("testNotification", Map.of());
    content.remove("eventTimeMillis");

    assertUnusable(body(content));
  }

  /** It is kept under the same name however often it comes. */
  private void assertUnusable(String body) {
    NoticeReading reading = notices.read(google.pushToken(), body);
    assertThat(reading)
        .isInstanceOfSatisfying(
            NoticeReading.Unusable.class,
            unusable -> {
              assertThat(unusable.notice().kind()).startsWith("unusable: ");
              assertThat(unusable.notice().id()).isNotBlank();
              assertThat(unusable.notice().meaning()).isEqualTo(new StoreNotice.Nothing());
            });
    assertThat(notices.read(google.pushToken(), body)).isEqualTo(reading);
  }

  @Test
  void withoutKeysGoogleHasToRepeatIt() {
    String body = body(content("testNotification", Map.of()));
    String token = google.pushToken();
    world.secretsDown = true;
    assertThat(notices.read(token, body)).isInstanceOf(NoticeReading.Unverifiable.class);

    World offline = new World();
    offline.networkDown = true;
    assertThat(new StoreFronts(offline.platform).googleNotices().read(token, body))
        .isInstanceOf(NoticeReading.Unverifiable.class);
  }

  @Test
  void allPagesOfVoidedPurchasesAreRead() {
    Instant at = world.clock.instant().minusSeconds(60);
    google.voidedPages.add(List.of(voidedAt("t1", "GPA.1", at), voidedAt("t2", "", at)));
    google.voidedPages.add(List.of(voidedAt("t3", "GPA.3", at)));
    google.voidedPages.add(List.of());

    assertThat(voided.between(at.minusSeconds(3600), world.clock.instant()))
        .extracting(notice -> ((StoreNotice.TakenBack) notice.meaning()).transactionId())
        .containsExactly("GPA.1", "t2", "GPA.3");
    assertThat(voided.between(at.minusSeconds(3600), world.clock.instant()))
        .first()
        .isEqualTo(
            new StoreNotice(
                Store.GOOGLE,
                "voided-GPA.1",
                "voided, reason 1",
                at,
                new StoreNotice.TakenBack("GPA.1", Share.ALL, at)));
  }

  /** The list tells how many pieces were voided each time, the purchase how many are left. */
  @ParameterizedTest
  @CsvSource({
    "5, 4, voided-GPA.1-1-of-5, 1, 5",
    "5, 1, voided-GPA.1-4-of-5, 4, 5",
    "5, 0, voided-GPA.1, 1, 1",
    "4, 2, voided-GPA.1-1-of-2, 1, 2"
  })
  void aPurchaseOfWhichSomePiecesAreVoidedIsAskedHowManyAreLeft(
      int quantity, int left, String id, int part, int whole) {
    Instant at = world.clock.instant().minusSeconds(60);
    google.purchases.put("t1", partly(quantity, left));
    google.voidedPages.add(List.of(voidedInPart("t1", at)));

    assertThat(voided.between(at.minusSeconds(3600), world.clock.instant()))
        .containsExactly(
            new StoreNotice(
                Store.GOOGLE,
                id,
                "voided, reason 1",
                at,
                new StoreNotice.TakenBack("GPA.1", new Share(part, whole), at)));
    assertThat(world.requests)
        .anySatisfy(
            request ->
                assertThat(request.uri().getQuery())
                    .contains("includeQuantityBasedPartialRefund=true"));
  }

  @Test
  void whatIsVoidedInPartAndNotKnownOrNotReallyTakesNothing() {
    Instant at = world.clock.instant().minusSeconds(60);
    google.purchases.put("t2", partly(3, 3));
    google.voidedPages.add(List.of(voidedInPart("t1", at), voidedInPart("t2", at)));

    assertThat(voided.between(at.minusSeconds(3600), world.clock.instant())).isEmpty();
  }

  @Test
  void aPurchaseThatDoesNotSayHowManyAreLeftIsAskedAgain() {
    Instant at = world.clock.instant().minusSeconds(60);
    google.purchases.put("t1", Map.of("orderId", "GPA.1"));
    google.voidedPages.add(List.of(voidedInPart("t1", at)));

    assertThatThrownBy(() -> voided.between(at.minusSeconds(60), at))
        .isInstanceOf(StoreUnavailableException.class);
  }

  private Map<String, Object> partly(int quantity, int left) {
    Map<String, Object> purchase = google.purchase();
    purchase.put(
        "productLineItem",
        List.of(
            Map.of(
                "productId",
                World.SKU,
                "productOfferDetails",
                Map.of("quantity", quantity, "refundableQuantity", left))));
    return purchase;
  }

  private static Map<String, Object> voidedInPart(String token, Instant at) {
    Map<String, Object> voided = new LinkedHashMap<>(voidedAt(token, "GPA.1", at));
    voided.put("voidedQuantity", 1);
    return voided;
  }

  @Test
  void nothingIsAskedThatGoogleNoLongerKnowsOrDoesNotKnowYet() {
    google.voidedPages.add(List.of());

    assertThat(voided.between(Instant.EPOCH, world.clock.instant().plus(Duration.ofDays(1))))
        .isEmpty();

    String query =
        URLDecoder.decode(
            String.valueOf(world.requests.getLast().uri().getRawQuery()), StandardCharsets.UTF_8);
    assertThat(query).contains("endTime=" + world.clock.millis());
    long start = Long.parseLong(query.replaceFirst(".*startTime=(\\d+).*", "$1"));
    assertThat(Instant.ofEpochMilli(start))
        .isAfter(world.clock.instant().minus(Duration.ofDays(30)));
  }

  @Test
  void aListThatIsNotCompleteIsNoList() {
    Instant at = world.clock.instant();
    google.voidedPages.add(List.of(voidedAt("t1", "GPA.1", at)));
    google.voidedPages.add(List.of(Map.of("orderId", "GPA.2")));
    assertThatThrownBy(() -> voided.between(at.minusSeconds(60), at))
        .isInstanceOf(StoreUnavailableException.class);

    world.networkDown = true;
    assertThatThrownBy(() -> voided.between(at.minusSeconds(60), at))
        .isInstanceOf(StoreUnavailableException.class);
  }

  private static Map<String, Object> voidedAt(String token, String order, Instant at) {
    return Map.of(
        "purchaseToken",
        token,
        "orderId",
        order,
        "voidedTimeMillis",
        Long.toString(at.toEpochMilli()),
        "voidedReason",
        1);
  }

  private static Map<String, Object> voidedFully() {
    return Map.of(
        "purchaseToken",
        GoogleSide.TOKEN,
        "orderId",
        GoogleSide.ORDER,
        "productType",
        2,
        "refundType",
        1);
  }

  private NoticeReading read(Map<String, Object> content) {
    return notices.read(google.pushToken(), body(content));
  }

  private void assertRefused(@Nullable String authorization, String body) {
    assertThat(notices.read(authorization, body)).isInstanceOf(NoticeReading.Refused.class);
  }

  private NoticeReading genuine(String kind, StoreNotice.Meaning meaning) {
    return new NoticeReading.Genuine(
        new StoreNotice(Store.GOOGLE, "136969346945", kind, world.clock.instant(), meaning));
  }

  private Map<String, Object> content(String kind, Map<String, Object> notification) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("version", "1.0");
    content.put("packageName", World.PACKAGE);
    content.put("eventTimeMillis", Long.toString(world.clock.millis()));
    content.put(kind, notification);
    return content;
  }

  private static String body(Map<String, Object> content) {
    return World.json(
        Map.of(
            "message",
            Map.of(
                "data",
                Base64.getEncoder()
                    .encodeToString(World.json(content).getBytes(StandardCharsets.UTF_8)),
                "messageId",
                "136969346945"),
            "subscription",
            "projects/game/subscriptions/play"));
  }
}
