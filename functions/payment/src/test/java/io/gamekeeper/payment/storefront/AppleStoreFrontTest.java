package io.gamekeeper.payment.storefront;

import static io.gamekeeper.payment.storefront.World.receipt;
import static io.gamekeeper.payment.storefront.World.refused;
import static io.gamekeeper.payment.storefront.World.verified;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import io.gamekeeper.contract.ProviderSwitch;
import io.gamekeeper.contract.StoreAccount;
import io.gamekeeper.contract.StoreEnvironment;
import io.gamekeeper.payment.Price;
import io.gamekeeper.payment.Receipt;
import io.gamekeeper.payment.Refusal;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StorePurchase;
import io.gamekeeper.payment.StoreUnavailableException;
import io.gamekeeper.payment.Verification;
import io.gamekeeper.platform.WebClient.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AppleStoreFrontTest {
  /** As Python's uuid.uuid5 says. */
  private static final String UUID5 = "830723c3-9c7e-594a-8f84-acf3585fa84d";

  private final World world = new World();
  private final AppleSide apple = world.apple;

  @Test
  void aPaidTransactionIsVerifiedWithEverythingThatAppleTells() {
    Map<String, Object> transaction = apple.transaction();
    transaction.put("quantity", 3);

    StorePurchase purchase = verified(world.appleFront().verify(receipt(apple.sold(transaction))));

    assertThat(purchase)
        .isEqualTo(
            new StorePurchase(
                Store.APPLE,
                "2000000001",
                World.SKU,
                3,
                Optional.of(new Price("EUR", 499)),
                world.clock.instant().minusSeconds(5),
                "2000000001",
                false));
    assertThat(world.requests)
        .singleElement()
        .satisfies(
            request ->
                assertThat(request.uri())
                    .hasToString(
                        "https://api.storekit-sandbox.apple.com/inApps/v1/transactions/2000000001"));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "bundleId, com.example.other, RECEIPT_OF_ANOTHER_APP",
        "bundleId, null, RECEIPT_OF_ANOTHER_APP",
        "environment, Production, RECEIPT_OF_ANOTHER_ENVIRONMENT",
        "environment, Xcode, RECEIPT_OF_ANOTHER_ENVIRONMENT",
        "environment, null, RECEIPT_OF_ANOTHER_ENVIRONMENT",
        "productId, gems-9000, RECEIPT_OF_ANOTHER_PRODUCT",
        "productId, null, RECEIPT_FORGED",
        "transactionId, ../../other, RECEIPT_FORGED",
        "transactionId, null, RECEIPT_FORGED",
        "purchaseDate, null, RECEIPT_FORGED",
        "appAccountToken, 7b7a1c64-6d17-4f0e-9a77-90f1a6a3f0aa, RECEIPT_OF_ANOTHER_PLAYER",
        "appAccountToken, null, RECEIPT_OF_ANOTHER_PLAYER",
        "inAppOwnershipType, FAMILY_SHARED, RECEIPT_OF_ANOTHER_PLAYER",
        "inAppOwnershipType, null, RECEIPT_OF_ANOTHER_PLAYER",
        "quantity, 0, QUANTITY_OUT_OF_BOUNDS",
        "quantity, -5, QUANTITY_OUT_OF_BOUNDS"
      })
  void aGenuineTransactionThatIsNotWhatThePlayerClaimsIsRefusedWithoutAskingApple(
      String member, @Nullable String value, Refusal reason) {
    Map<String, Object> transaction = apple.transaction();
    if (value == null) {
      transaction.remove(member);
    } else {
      transaction.put(member, value);
    }

    assertThat(world.appleFront().verify(receipt(apple.sign(transaction))))
        .isEqualTo(refused(reason));
    assertThat(world.requests).isEmpty();
  }

  /** App Review and TestFlight buy in the sandbox; its ids never are those of paid transactions. */
  @Test
  void whereSomeMayTestASandboxReceiptIsATestUnderANameOfItsOwn() {
    World prod = World.ofPlayers(List.of(), 20);
    Map<String, Object> paid = prod.apple.transaction();
    paid.put("environment", "Production");
    prod.parameter = "{\"apple\":\"backup\",\"google\":\"backup\"}";

    StorePurchase test =
        verified(prod.appleFront().verify(receipt(prod.apple.sign(prod.apple.transaction()))));
    StorePurchase real = verified(prod.appleFront().verify(receipt(prod.apple.sign(paid))));

    assertThat(test.test()).isTrue();
    assertThat(test.transactionId()).isEqualTo("sandbox:2000000001");
    assertThat(real.test()).isFalse();
    assertThat(real.transactionId()).isEqualTo("2000000001");
    prod.parameter = ProviderSwitch.INITIAL;
    verified(prod.appleFront().verify(receipt(prod.apple.sign(prod.apple.transaction()))));
    prod.appleFront().acknowledge(test);
    assertThat(prod.requests).as("nobody asks or tells the sandbox").isEmpty();
  }

  @Test
  void whereNobodyMayTestASandboxReceiptIsRefused() {
    World prod = World.ofPlayers(List.of(), 0);

    assertThat(prod.appleFront().verify(receipt(prod.apple.sign(prod.apple.transaction()))))
        .isEqualTo(refused(Refusal.RECEIPT_OF_ANOTHER_ENVIRONMENT));
  }

  @ParameterizedTest
  @CsvSource({
    "bundleId, com.example.other, RECEIPT_OF_ANOTHER_APP",
    "environment, Xcode, RECEIPT_OF_ANOTHER_ENVIRONMENT",
    "environment, LocalTesting, RECEIPT_OF_ANOTHER_ENVIRONMENT",
    "productId, gems-9000, RECEIPT_OF_ANOTHER_PRODUCT",
    "appAccountToken, 7b7a1c64-6d17-4f0e-9a77-90f1a6a3f0aa, RECEIPT_OF_ANOTHER_PLAYER"
  })
  void aTestReceiptIsCheckedLikeAnyOther(String member, String value, Refusal reason) {
    World prod = World.ofPlayers(List.of("tess"), 20);
    Map<String, Object> transaction = prod.apple.transaction();
    transaction.put(member, value);

    assertThat(prod.appleFront().verify(receipt(prod.apple.sign(transaction))))
        .isEqualTo(refused(reason));
    assertThat(
            prod.appleFront()
                .verify(
                    receipt(AppleAuthority.create().sign(World.json(prod.apple.transaction())))))
        .isEqualTo(refused(Refusal.RECEIPT_FORGED));
  }

  @Test
  void aPartOfARefundLeavesAReceiptWorthSomething() {
    Map<String, Object> transaction = apple.transaction();
    transaction.put("revocationDate", world.clock.millis());
    transaction.put("revocationType", "REFUND_PRORATED");
    transaction.put("revocationPercentage", 30_000);

    verified(world.appleFront().verify(receipt(apple.sold(transaction))));

    transaction.put("revocationPercentage", 100_000);
    assertThat(world.appleFront().verify(receipt(apple.sold(transaction))))
        .isEqualTo(refused(Refusal.PAYMENT_TAKEN_BACK));
  }

  @Test
  void anotherPlayersReceiptIsRefused() {
    String receipt = apple.sold(apple.transaction());

    assertThat(world.appleFront().verify(new Receipt("player-2", World.SKU, receipt)))
        .isEqualTo(refused(Refusal.RECEIPT_OF_ANOTHER_PLAYER));
  }

  @Test
  void whatIsSignedByAnotherAuthorityIsForged() {
    String receipt = AppleAuthority.create().sign(World.json(apple.transaction()));

    assertForged(receipt);
  }

  @Test
  void aSignerWithoutApplesMarkIsNotApple() {
    apple.authority = AppleAuthority.create("1.2.3.4");
    world.secret = world.credentials();

    assertForged(apple.sign(apple.transaction()));
  }

  @Test
  void aSignerOfAppleCannotVouchForOthersAsItsAuthority() {
    AppleAuthority stranger = AppleAuthority.create();
    AppleAuthority mixed =
        new AppleAuthority(
            stranger.key(),
            List.of(
                stranger.chain().get(0),
                apple.authority.chain().get(1),
                apple.authority.chain().get(2)));

    assertForged(mixed.sign(World.json(apple.transaction())));
  }

  @Test
  void aChangedPayloadIsForged() {
    String[] parts = apple.sold(apple.transaction()).split("\\.", -1);
    Map<String, Object> dearer = apple.transaction();
    dearer.put("quantity", 100);

    assertForged(parts[0] + "." + base64(World.json(dearer)) + "." + parts[2]);
  }

  @Test
  void withoutASignatureItIsForged() {
    String[] parts = apple.sold(apple.transaction()).split("\\.", -1);

    assertForged(base64("{\"alg\":\"none\"}") + "." + parts[1] + ".");
    assertForged(parts[0] + "." + parts[1] + ".");
  }

  @Test
  void aSymmetricSignatureWithTheCertificateAsItsKeyIsForged() throws JOSEException {
    JWSObject jws =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.HS256)
                .x509CertChain(apple.authority.chain())
                .build(),
            new Payload(World.json(apple.transaction())));
    jws.sign(new MACSigner(apple.authority.chain().getFirst().decode()));

    assertForged(jws.serialize());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ".", "..", "a.b.c", "{}", "null", "\u0000", "é.é.é", "[[[[[[["})
  void garbageIsForged(String content) {
    assertForged(content);
  }

  @Test
  void aReceiptMayHave32KiBAndNoMore() {
    assertThat(world.appleFront().verify(receipt("x".repeat(32 * 1024 + 1))))
        .isEqualTo(refused(Refusal.RECEIPT_TOO_LARGE));
    assertForged("x".repeat(32 * 1024));
  }

  @Test
  void aRevocationThatCameSinceIsSeen() {
    String receipt = apple.sold(apple.transaction());
    apple.onServer().put("revocationDate", world.clock.millis());

    assertThat(world.appleFront().verify(receipt(receipt)))
        .isEqualTo(refused(Refusal.PAYMENT_TAKEN_BACK));
  }

  @Test
  void aRevocationThatWasReversedSinceIsSeenToo() {
    Map<String, Object> revoked = apple.transaction();
    revoked.put("revocationDate", world.clock.millis());
    String receipt = apple.sold(revoked);
    apple.onServer().remove("revocationDate");

    verified(world.appleFront().verify(receipt(receipt)));
  }

  @Test
  void aSubscriptionThatHasEndedIsRefused() {
    Map<String, Object> transaction = apple.transaction();
    transaction.put("expiresDate", world.clock.millis());

    assertThat(world.appleFront().verify(receipt(apple.sold(transaction))))
        .isEqualTo(refused(Refusal.RECEIPT_EXPIRED));
  }

  @Test
  void aSubscriptionThatHasNotEndedIsVerified() {
    Map<String, Object> transaction = apple.transaction();
    transaction.put("expiresDate", world.clock.millis() + 1);

    verified(world.appleFront().verify(receipt(apple.sold(transaction))));
  }

  @Test
  void whenAppleDoesNotKnowYetWhatItSignedItsSignatureDecides() {
    verified(world.appleFront().verify(receipt(apple.sign(apple.transaction()))));

    assertThat(world.requests).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"signedTransactionInfo\":null}",
        "{\"signedTransactionInfo\":\"x.y.z\"}",
        "<html>",
        "{\"signedTransactionInfo\":[]}"
      })
  void anAnswerThatMakesNoSenseCountsAsNone(String answer) {
    String receipt = apple.sold(apple.transaction());
    apple.instead = new Response(200, answer);

    verified(world.appleFront().verify(receipt(receipt)));
  }

  @Test
  void anAnswerAboutAnotherTransactionCountsAsNone() {
    String receipt = apple.sold(apple.transaction());
    Map<String, Object> other = apple.transaction();
    other.put("transactionId", "2000000002");
    other.put("revocationDate", world.clock.millis());
    apple.transactions.put("2000000001", other);

    assertThat(verified(world.appleFront().verify(receipt(receipt))).transactionId())
        .isEqualTo("2000000001");
  }

  @Test
  void aSlowServerCostsThreeHundredMillisecondsAtMost() {
    String receipt = apple.sold(apple.transaction());
    world.networkSlow = true;
    Instant before = world.clock.instant();

    verified(world.appleFront().verify(receipt(receipt)));

    assertThat(Duration.between(before, world.clock.instant())).isEqualTo(Duration.ofMillis(300));
  }

  @Test
  void aRotatedKeyIsReadAgainWhenAppleRefusesTheOldOne() {
    var front = world.appleFront();
    verified(front.verify(receipt(apple.sold(apple.transaction()))));
    apple.caller = AppleAuthority.ec();
    world.secret = world.credentials();
    world.clock.advance(Credentials.PAUSE);
    apple.onServer().put("revocationDate", world.clock.millis());

    // Only the server knows of the revocation, so it did answer.
    assertThat(front.verify(receipt(apple.sign(apple.transaction()))))
        .isEqualTo(refused(Refusal.PAYMENT_TAKEN_BACK));
    assertThat(world.secretReads).isEqualTo(2);
  }

  @Test
  void aNewRootCertificateIsReadWhenAReceiptNeedsIt() {
    var front = world.appleFront();
    verified(front.verify(receipt(apple.sold(apple.transaction()))));
    apple.authority = AppleAuthority.create();
    world.secret = world.credentials();
    world.clock.advance(Credentials.PAUSE);

    verified(front.verify(receipt(apple.sold(apple.transaction()))));
  }

  @Test
  void forgeriesDoNotMakeUsReadTheSecretOverAndOver() {
    var front = world.appleFront();
    String forged = AppleAuthority.create().sign(World.json(apple.transaction()));

    for (int i = 0; i < 50; i++) {
      assertThat(front.verify(receipt(forged))).isEqualTo(refused(Refusal.RECEIPT_FORGED));
    }

    assertThat(world.secretReads).isEqualTo(1);
  }

  @Test
  void withoutKeysNobodyCanTell() {
    world.secretsDown = true;

    assertThat(world.appleFront().verify(receipt(apple.sold(apple.transaction()))))
        .isInstanceOf(Verification.Unavailable.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"apple\":{}}", "{\"apple\":\"to be filled in\"}", "[1]"})
  void aSecretThatNobodyHasFilledInMeansThatNobodyCanTell(String secret) {
    world.secret = secret;

    assertThat(world.appleFront().verify(receipt(apple.sold(apple.transaction()))))
        .isInstanceOf(Verification.Unavailable.class);
  }

  @Test
  void keysThatWereReadStayGoodWhileTheSecretCannotBeRead() {
    var front = world.appleFront();
    verified(front.verify(receipt(apple.sold(apple.transaction()))));
    world.secretsDown = true;
    world.clock.advance(Duration.ofHours(2));

    verified(front.verify(receipt(apple.sold(apple.transaction()))));
  }

  @Test
  void acknowledgingFinishesTheTransactionAndMayBeRepeated() {
    var front = world.appleFront();
    StorePurchase purchase = verified(front.verify(receipt(apple.sold(apple.transaction()))));

    front.acknowledge(purchase);
    front.acknowledge(purchase);

    assertThat(apple.finished).containsExactly("2000000001", "2000000001");
  }

  @Test
  void anAcknowledgementThatAppleDoesNotConfirmIsReported() {
    var front = world.appleFront();
    StorePurchase purchase = verified(front.verify(receipt(apple.sold(apple.transaction()))));
    world.networkDown = true;

    assertThatThrownBy(() -> front.acknowledge(purchase))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("2000000001");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "4990, EUR, 499",
        "0, USD, 0",
        "120000, JPY, 120",
        "1234, KWD, 1234",
        "4995, EUR, null",
        "1500, JPY, null",
        "9223372036854775807, KWD, 9223372036854775807",
        "-10, EUR, null",
        "10, XXX, null",
        "10, euro, null",
        "null, EUR, null",
        "10, null, null"
      })
  void pricesAreConvertedExactlyOrNotAtAll(
      @Nullable Long milliUnits, @Nullable String currency, @Nullable Long minorUnits) {
    assertThat(AppleStoreFront.price(milliUnits, currency).map(Price::minorUnits))
        .isEqualTo(Optional.ofNullable(minorUnits));
  }

  @Test
  void anEnvironmentInWhichTheLibraryChecksNoSignatureIsRefused() {
    world.platform.variables.put(StoreEnvironment.APPLE_ENVIRONMENT, "Xcode");

    assertThatThrownBy(() -> new StoreFronts(world.platform))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Xcode");
  }

  @Test
  void thePlayersNameInTheStoresIsAVersion5Uuid() {
    assertThat(StoreAccount.of("player-1").version()).isEqualTo(5);
    assertThat(StoreAccount.of("player-1").variant()).isEqualTo(2);
    assertThat(StoreAccount.of("player-1")).isNotEqualTo(StoreAccount.of("player-2"));
    assertThat(StoreAccount.of("player-1")).hasToString(UUID5);
  }

  private void assertForged(String content) {
    assertThat(world.appleFront().verify(receipt(content)))
        .isEqualTo(refused(Refusal.RECEIPT_FORGED));
    assertThat(world.requests).isEmpty();
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
