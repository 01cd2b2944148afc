package io.gamekeeper.payment.storefront;

import static io.gamekeeper.payment.storefront.World.receipt;
import static io.gamekeeper.payment.storefront.World.refused;
import static io.gamekeeper.payment.storefront.World.verified;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.contract.ProviderSwitch;
import io.gamekeeper.payment.Receipt;
import io.gamekeeper.payment.Refusal;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StoreFront;
import io.gamekeeper.payment.StorePurchase;
import io.gamekeeper.payment.StoreUnavailableException;
import io.gamekeeper.payment.Verification;
import io.gamekeeper.platform.WebClient.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GoogleStoreFrontTest {
  private static final String BACKUP =
      ProviderSwitch.INITIAL.replace("\"google\":\"primary\"", "\"google\":\"backup\"");

  private final World world = new World();
  private final GoogleSide google = world.google;

  @Test
  void aPurchaseTokenIsVerifiedByTheServer() {
    google.purchases.put(GoogleSide.TOKEN, google.purchase());

    StorePurchase purchase = verified(world.googleFront().verify(receipt(GoogleSide.TOKEN)));

    assertThat(purchase)
        .isEqualTo(
            new StorePurchase(
                Store.GOOGLE,
                GoogleSide.ORDER,
                World.SKU,
                1,
                Optional.empty(),
                world.clock.instant().minusSeconds(5),
                GoogleSide.TOKEN,
                false));
  }

  @Test
  void bothProvidersNameAPaymentAlike() {
    google.purchases.put(GoogleSide.TOKEN, google.purchase());
    StorePurchase byServer =
        verified(world.googleFront().verify(receipt(google.receipt(google.data()))));
    world.parameter = BACKUP;
    int requests = world.requests.size();

    StorePurchase bySignature =
        verified(world.googleFront().verify(receipt(google.receipt(google.data()))));

    assertThat(bySignature).isEqualTo(byServer);
    assertThat(world.requests).hasSize(requests);
  }

  @Test
  void aBareTokenCannotBeVerifiedByTheBackup() {
    google.purchases.put(GoogleSide.TOKEN, google.purchase());
    world.parameter = BACKUP;

    assertThat(world.googleFront().verify(receipt(GoogleSide.TOKEN)))
        .isInstanceOf(Verification.Unavailable.class);
  }

  @Test
  void withoutAnOrderTheSignatureAloneDoesNotName() {
    Map<String, Object> data = google.data();
    data.remove("orderId");
    world.parameter = BACKUP;

    assertThat(world.googleFront().verify(receipt(google.receipt(data))))
        .isInstanceOf(Verification.Unavailable.class);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "packageName, com.example.other, RECEIPT_OF_ANOTHER_APP",
        "packageName, null, RECEIPT_OF_ANOTHER_APP",
        "productId, gems-9000, RECEIPT_OF_ANOTHER_PRODUCT",
        "productId, null, RECEIPT_FORGED",
        "purchaseToken, null, RECEIPT_FORGED",
        "purchaseToken, a/b?c, RECEIPT_FORGED",
        "purchaseTime, null, RECEIPT_FORGED",
        "obfuscatedAccountId, somebody, RECEIPT_OF_ANOTHER_PLAYER",
        "obfuscatedAccountId, null, RECEIPT_OF_ANOTHER_PLAYER",
        "quantity, 0, QUANTITY_OUT_OF_BOUNDS",
        "quantity, 99999999999, QUANTITY_OUT_OF_BOUNDS",
        "purchaseState, 4, NOT_PAID",
        "purchaseState, 1, PAYMENT_TAKEN_BACK"
      })
  void aSignedPurchaseThatIsNotWhatThePlayerClaimsIsRefused(
      String member, @Nullable String value, Refusal reason) {
    Map<String, Object> data = google.data();
    if (value == null) {
      data.remove(member);
    } else {
      data.put(member, value);
    }
    world.parameter = BACKUP;

    assertThat(world.googleFront().verify(receipt(google.receipt(data))))
        .isEqualTo(refused(reason));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "obfuscatedExternalAccountId, somebody, RECEIPT_OF_ANOTHER_PLAYER",
        "obfuscatedExternalAccountId, null, RECEIPT_OF_ANOTHER_PLAYER",
        "productLineItem, null, RECEIPT_OF_ANOTHER_PRODUCT"
      })
  void whatTheServerSaysIsComparedWithTheClaim(
      String member, @Nullable String value, Refusal reason) {
    Map<String, Object> purchase = google.purchase();
    if (value == null) {
      purchase.remove(member);
    } else {
      purchase.put(member, value);
    }

    assertServerSays(purchase, reason);
  }

  @Test
  void theServersProductQuantityStateAndEnvironmentCount() {
    Map<String, Object> other = google.purchase();
    other.put("productLineItem", List.of(GoogleSide.line("gems-9000", 1)));
    assertServerSays(other, Refusal.RECEIPT_OF_ANOTHER_PRODUCT);

    Map<String, Object> cart = google.purchase();
    cart.put(
        "productLineItem", List.of(GoogleSide.line(World.SKU, 1), GoogleSide.line("sword", 1)));
    assertServerSays(cart, Refusal.RECEIPT_OF_ANOTHER_PRODUCT);

    Map<String, Object> none = google.purchase();
    none.put("productLineItem", List.of(GoogleSide.line(World.SKU, 0)));
    assertServerSays(none, Refusal.QUANTITY_OUT_OF_BOUNDS);

    Map<String, Object> pending = google.purchase();
    pending.put("purchaseStateContext", Map.of("purchaseState", "PENDING"));
    pending.remove("purchaseCompletionTime");
    assertServerSays(pending, Refusal.NOT_PAID);

    Map<String, Object> cancelled = google.purchase();
    cancelled.put("purchaseStateContext", Map.of("purchaseState", "CANCELLED"));
    assertServerSays(cancelled, Refusal.PAYMENT_TAKEN_BACK);
  }

  @Test
  void aTestPurchaseIsMarkedUnlessTheStageSaysThatItCounts() {
    Map<String, Object> marked = google.purchase();
    marked.put("testPurchaseContext", Map.of("fopType", "TEST"));
    google.purchases.put(GoogleSide.TOKEN, marked);
    assertThat(verified(world.googleFront().verify(receipt(GoogleSide.TOKEN))))
        .matches(StorePurchase::test)
        .extracting(StorePurchase::transactionId)
        .isEqualTo(GoogleSide.ORDER);

    World staging = new World(true);
    Map<String, Object> test = staging.google.purchase();
    test.put("testPurchaseContext", Map.of("fopType", "TEST"));
    staging.google.purchases.put(GoogleSide.TOKEN, test);

    assertThat(verified(staging.googleFront().verify(receipt(GoogleSide.TOKEN))).test()).isFalse();
  }

  @Test
  void aPromotionWithoutOrderIsNamedByItsToken() {
    Map<String, Object> promotion = google.purchase();
    promotion.remove("orderId");
    google.purchases.put(GoogleSide.TOKEN, promotion);

    assertThat(verified(world.googleFront().verify(receipt(GoogleSide.TOKEN))).transactionId())
        .isEqualTo(GoogleSide.TOKEN);
  }

  @Test
  void aRefundAfterTheSignatureIsSeen() {
    Map<String, Object> cancelled = google.purchase();
    cancelled.put("purchaseStateContext", Map.of("purchaseState", "CANCELLED"));
    google.purchases.put(GoogleSide.TOKEN, cancelled);

    assertThat(world.googleFront().verify(receipt(google.receipt(google.data()))))
        .isEqualTo(refused(Refusal.PAYMENT_TAKEN_BACK));
  }

  @Test
  void whatWasPendingWhenItWasSignedMayBePaidNow() {
    Map<String, Object> pending = google.data();
    pending.put("purchaseState", 4);
    google.purchases.put(GoogleSide.TOKEN, google.purchase());

    verified(world.googleFront().verify(receipt(google.receipt(pending))));
  }

  @Test
  void forgedReceiptsNeverBecomeRequests() {
    String data = World.json(google.data());
    String signature = GoogleSide.signature(data, google.licence);
    assertForged(google.receipt(google.data(), GoogleSide.OTHER));
    assertForged(World.json(Map.of("data", data.replace(":1,", ":9,"), "signature", signature)));
    assertForged(World.json(Map.of("data", data + " ", "signature", signature)));
    assertForged(World.json(Map.of("data", data, "signature", "")));
    assertForged(World.json(Map.of("data", data, "signature", "AAAA")));
    assertForged(World.json(Map.of("data", data, "signature", "no base64!")));
    assertForged(World.json(Map.of("data", data)));
    assertForged(World.json(Map.of("data", 1, "signature", 2)));
    String noObject = "[1]";
    assertForged(
        World.json(
            Map.of("data", noObject, "signature", GoogleSide.signature(noObject, google.licence))));
    assertForged("");
    assertForged("a token with spaces");
    assertForged("../../../etc/passwd");
    assertForged("x".repeat(2000));
    assertThat(world.requests).isEmpty();
  }

  @Test
  void aTokenThatGoogleDoesNotKnowIsForgedAndAnOldOneExpired() {
    assertThat(world.googleFront().verify(receipt("unknown")))
        .isEqualTo(refused(Refusal.RECEIPT_FORGED));

    google.instead = GoogleSide.error(410, "purchaseTokenNoLongerValid");
    assertThat(world.googleFront().verify(receipt("old")))
        .isEqualTo(refused(Refusal.RECEIPT_EXPIRED));
  }

  @ParameterizedTest
  @CsvSource({"404, applicationNotFound", "403, permissionDenied", "429, rateLimit", "500, x"})
  void aFaultOfTheServerOrOfOurAccessIsNoForgery(int status, String reason) {
    google.instead = GoogleSide.error(status, reason);

    assertThat(world.googleFront().verify(receipt(GoogleSide.TOKEN)))
        .isInstanceOf(Verification.Unavailable.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "<html>",
        "{\"purchaseStateContext\":1}",
        "{\"purchaseStateContext\":{\"purchaseState\":\"NEW\"},\"productLineItem\":[{\"productId\":\"gems-100\"}]}",
        "{\"purchaseStateContext\":{\"purchaseState\":\"PURCHASED\"},\"productLineItem\":[{\"productId\":\"gems-100\"}]}",
        "{\"productLineItem\":{}}",
        "{\"purchaseStateContext\":{\"purchaseState\":\"PURCHASED\"},\"purchaseCompletionTime\":\"soon\",\"productLineItem\":[{\"productId\":\"gems-100\"}]}"
      })
  void anAnswerThatMakesNoSenseCountsAsNone(String answer) {
    google.instead = new Response(200, answer);

    assertThat(world.googleFront().verify(receipt(GoogleSide.TOKEN)))
        .isInstanceOf(Verification.Unavailable.class);
    verified(world.googleFront().verify(receipt(google.receipt(google.data()))));
  }

  @Test
  void aSlowServerCostsThreeHundredMillisecondsWithItsTokenServerTogether() {
    world.networkSlow = true;
    Instant before = world.clock.instant();

    assertThat(world.googleFront().verify(receipt(GoogleSide.TOKEN)))
        .isInstanceOf(Verification.Unavailable.class);

    assertThat(Duration.between(before, world.clock.instant())).isEqualTo(Duration.ofMillis(300));
  }

  @Test
  void anAccessTokenIsKeptUntilItExpires() {
    google.purchases.put(GoogleSide.TOKEN, google.purchase());
    StoreFront front = world.googleFront();
    for (int i = 0; i < 5; i++) {
      verified(front.verify(receipt(GoogleSide.TOKEN)));
    }
    assertThat(google.tokensGiven).isEqualTo(1);

    world.clock.advance(Duration.ofHours(1));
    verified(front.verify(receipt(GoogleSide.TOKEN)));
    assertThat(google.tokensGiven).isEqualTo(2);
  }

  @Test
  void aWithdrawnTokenIsRenewedAndARotatedKeyReadAgain() {
    google.purchases.put(GoogleSide.TOKEN, google.purchase());
    StoreFront front = world.googleFront();
    verified(front.verify(receipt(GoogleSide.TOKEN)));

    google.withdrawTokens();
    verified(front.verify(receipt(GoogleSide.TOKEN)));

    google.withdrawTokens();
    google.caller = GoogleSide.OTHER;
    world.secret = world.credentials();
    world.clock.advance(Credentials.PAUSE);
    verified(front.verify(receipt(GoogleSide.TOKEN)));
    assertThat(world.secretReads).isEqualTo(2);
  }

  @Test
  void aChangedLicenceKeyIsReadWhenAReceiptNeedsIt() {
    world.parameter = BACKUP;
    StoreFront front = world.googleFront();
    verified(front.verify(receipt(google.receipt(google.data()))));
    google.licence = GoogleSide.OTHER;
    world.secret = world.credentials();
    world.clock.advance(Credentials.PAUSE);

    verified(front.verify(receipt(google.receipt(google.data()))));
  }

  @Test
  void acknowledgingMayBeRepeatedAlthoughGoogleRefusesIt() {
    google.purchases.put(GoogleSide.TOKEN, google.purchase());
    StoreFront front = world.googleFront();
    StorePurchase purchase = verified(front.verify(receipt(GoogleSide.TOKEN)));

    front.acknowledge(purchase);
    front.acknowledge(purchase);

    assertThat(google.acknowledged).containsExactly(GoogleSide.TOKEN);
  }

  @Test
  void anAcknowledgementThatGoogleRefusesAndDoesNotHaveIsReported() {
    StoreFront front = world.googleFront();
    google.purchases.put(GoogleSide.TOKEN, google.purchase());
    StorePurchase purchase = verified(front.verify(receipt(GoogleSide.TOKEN)));
    google.purchases.clear();

    assertThatThrownBy(() -> front.acknowledge(purchase))
        .isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void anotherPlayersTokenIsRefused() {
    google.purchases.put(GoogleSide.TOKEN, google.purchase());

    assertThat(world.googleFront().verify(new Receipt("player-2", World.SKU, GoogleSide.TOKEN)))
        .isEqualTo(refused(Refusal.RECEIPT_OF_ANOTHER_PLAYER));
  }

  private void assertServerSays(Map<String, Object> purchase, Refusal reason) {
    google.purchases.put(GoogleSide.TOKEN, purchase);

    assertThat(world.googleFront().verify(receipt(GoogleSide.TOKEN))).isEqualTo(refused(reason));
  }

  private void assertForged(String content) {
    assertThat(world.googleFront().verify(receipt(content)))
        .isEqualTo(refused(Refusal.RECEIPT_FORGED));
  }
}
