package io.gamekeeper.payment.storefront;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.api.services.androidpublisher.model.ProductLineItem;
import com.google.api.services.androidpublisher.model.ProductPurchase;
import com.google.api.services.androidpublisher.model.ProductPurchaseV2;
import com.google.api.services.androidpublisher.model.ProductPurchasesAcknowledgeRequest;
import io.gamekeeper.contract.StoreAccount;
import io.gamekeeper.contract.StoreEnvironment;
import io.gamekeeper.payment.Receipt;
import io.gamekeeper.payment.Refusal;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StorePurchase;
import io.gamekeeper.payment.Verification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Google Play. A receipt is a purchase token, or what the billing library calls original JSON and
 * signature, in one JSON object. The server is asked by {@code purchases.productsv2}, which also
 * knows pending payments; a receipt with signature can be checked without it. A purchase has to be
 * acknowledged within three days, or Google gives the money back; the game's client may consume it
 * after that, so that it can be bought again.
 *
 * <p>The signature does not tell a licence tester's purchase from a paid one. With the backup
 * provider it looks like a paid one: testers belong to the studio. Its order has an id like any
 * other, so that it is granted once, whichever provider sees it.
 */
final class GoogleStoreFront extends SwitchingStoreFront {
  /**
   * The form of a purchase token, which goes into the path of a URL; tokens have about 150
   * characters.
   */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~:-]{1,1024}");

  /** Google Play signs with SHA-1 and has never offered anything else. */
  private static final String SIGNATURE = "SHA1withRSA";

  private static final long PURCHASED = 0;
  private static final long PENDING = 4;
  private static final int ACKNOWLEDGED = 1;
  private static final int CANCELLED = 1;

  private final GoogleConnection google;
  private final String packageName;
  private final boolean testPurchases;

  GoogleStoreFront(
      StoreEnvironment store,
      GoogleConnection google,
      BoundedWeb web,
      ProviderChoice choice,
      ProviderBreaker breaker) {
    super(Store.GOOGLE, web, choice, breaker);
    this.google = google;
    this.packageName = store.googlePackage();
    this.testPurchases = store.googleTestPurchases();
  }

  /**
   * A payment as the signature or the server describes it.
   *
   * @param orderId null where Google has none, as for promotions
   * @param account the player's name for stores, as the game's client gave it
   */
  private record Payment(
      String token,
      @Nullable String orderId,
      State state,
      String product,
      long quantity,
      @Nullable String account,
      boolean test,
      Instant paidAt) {
    private enum State {
      PAID,
      PENDING,
      CANCELLED
    }
  }

  @Override
  Reading read(Receipt receipt) {
    String content = receipt.content().strip();
    if (TOKEN.matcher(content).matches()) {
      return new Reading(
          new Verification.Unavailable("a purchase token alone can only be asked about"),
          Optional.of(content));
    }
    Optional<JsonNode> receiptObject = Documents.object(content);
    Optional<String> data = receiptObject.flatMap(object -> Documents.text(object, "data"));
    Optional<String> signature =
        receiptObject.flatMap(object -> Documents.text(object, "signature"));
    if (data.isEmpty() || signature.isEmpty()) {
      return Reading.refused(Refusal.RECEIPT_FORGED);
    }
    Optional<StoreKeys.Google> keys = google.keys();
    if (keys.isEmpty()) {
      return Reading.unavailable("there are no keys to Google Play");
    }
    if (!isSigned(data.get(), signature.get(), keys.get().licenceKey())
        && !isSignedAfterRenewal(data.get(), signature.get(), keys.get())) {
      return Reading.refused(Refusal.RECEIPT_FORGED);
    }
    return Documents.object(data.get())
        .map(purchase -> readSigned(purchase, receipt))
        .orElseGet(() -> Reading.refused(Refusal.RECEIPT_FORGED));
  }

  private Reading readSigned(JsonNode data, Receipt receipt) {
    if (!Documents.text(data, "packageName").equals(Optional.of(packageName))) {
      return Reading.refused(Refusal.RECEIPT_OF_ANOTHER_APP);
    }
    Optional<String> token = Documents.text(data, "purchaseToken");
    Optional<String> product = Documents.text(data, "productId");
    Optional<Instant> paidAt = Documents.millis(data, "purchaseTime");
    if (token.isEmpty()
        || product.isEmpty()
        || paidAt.isEmpty()
        || !TOKEN.matcher(token.get()).matches()) {
      return Reading.refused(Refusal.RECEIPT_FORGED);
    }
    Optional<String> orderId = Documents.text(data, "orderId");
    Payment payment =
        new Payment(
            token.get(),
            orderId.orElse(null),
            state(Documents.integer(data, "purchaseState").orElse(PURCHASED)),
            product.get(),
            Documents.integer(data, "quantity").orElse(1L),
            Documents.text(data, "obfuscatedAccountId").orElse(null),
            false,
            paidAt.get());
    Verification verification = judge(payment, receipt);
    // Without an order the server might know one: two ids for one payment would be two payments.
    return new Reading(
        orderId.isEmpty() && verification instanceof Verification.Verified
            ? new Verification.Unavailable("the signed purchase has no order")
            : verification,
        token);
  }

  private static Payment.State state(long state) {
    if (state == PURCHASED) {
      return Payment.State.PAID;
    }
    return state == PENDING ? Payment.State.PENDING : Payment.State.CANCELLED;
  }

  @Override
  Answer ask(Receipt receipt, String handle) throws IOException {
    ProductPurchaseV2 purchase;
    try {
      purchase =
          google.call(
              publisher ->
                  publisher.purchases().productsv2().getproductpurchasev2(packageName, handle));
    } catch (GoogleConnection.RefusedException e) {
      return new Answer.Unknown(e.gone() ? Refusal.RECEIPT_EXPIRED : Refusal.RECEIPT_FORGED);
    }
    if (purchase == null || purchase.getPurchaseStateContext() == null) {
      throw new IOException("Google's answer has no state");
    }
    List<ProductLineItem> lines =
        Objects.requireNonNullElse(purchase.getProductLineItem(), List.<ProductLineItem>of());
    // The game starts no purchase of several products; one could not say what each has cost.
    if (lines.size() != 1 || lines.getFirst().getProductId() == null) {
      return new Answer.Told(new Verification.Refused(Refusal.RECEIPT_OF_ANOTHER_PRODUCT));
    }
    ProductLineItem line = lines.getFirst();
    Payment.State state = state(purchase.getPurchaseStateContext().getPurchaseState());
    if (state != Payment.State.PAID) {
      return new Answer.Told(notPaid(state));
    }
    Payment payment =
        new Payment(
            handle,
            purchase.getOrderId(),
            state,
            line.getProductId(),
            line.getProductOfferDetails() == null
                    || line.getProductOfferDetails().getQuantity() == null
                ? 1
                : line.getProductOfferDetails().getQuantity(),
            purchase.getObfuscatedExternalAccountId(),
            purchase.getTestPurchaseContext() != null,
            Optional.ofNullable(purchase.getPurchaseCompletionTime())
                .flatMap(Documents::time)
                .orElseThrow(() -> new IOException("Google's answer has no time")));
    return new Answer.Told(judge(payment, receipt));
  }

  private static Payment.State state(@Nullable String state) throws IOException {
    return switch (state) {
      case "PURCHASED" -> Payment.State.PAID;
      case "PENDING" -> Payment.State.PENDING;
      case "CANCELLED" -> Payment.State.CANCELLED;
      case null, default -> throw new IOException("Google's answer has an unknown state: " + state);
    };
  }

  /** Decides whether a genuine payment is the one that the player claims. */
  private Verification judge(Payment payment, Receipt receipt) {
    if (!StoreAccount.of(receipt.player()).toString().equals(payment.account())) {
      return refused(Refusal.RECEIPT_OF_ANOTHER_PLAYER);
    }
    if (!payment.product().equals(receipt.sku())) {
      return refused(Refusal.RECEIPT_OF_ANOTHER_PRODUCT);
    }
    if (payment.state() != Payment.State.PAID) {
      return notPaid(payment.state());
    }
    if (payment.quantity() < 1 || payment.quantity() > Integer.MAX_VALUE) {
      return refused(Refusal.QUANTITY_OUT_OF_BOUNDS);
    }
    return new Verification.Verified(
        new StorePurchase(
            Store.GOOGLE,
            transactionId(payment.orderId(), payment.token()),
            payment.product(),
            (int) payment.quantity(),
            Optional.empty(),
            payment.paidAt(),
            payment.token(),
            payment.test() && !testPurchases));
  }

  /** Returns the id of a payment in everything that Google says about it. */
  static String transactionId(@Nullable String orderId, String token) {
    return orderId == null || orderId.isBlank() ? token : orderId;
  }

  private static Verification notPaid(Payment.State state) {
    return refused(
        state == Payment.State.CANCELLED ? Refusal.PAYMENT_TAKEN_BACK : Refusal.NOT_PAID);
  }

  private static Verification refused(Refusal reason) {
    return new Verification.Refused(reason);
  }

  @Override
  void tell(StorePurchase purchase) throws IOException {
    try {
      google.call(
          publisher ->
              publisher
                  .purchases()
                  .products()
                  .acknowledge(
                      packageName,
                      purchase.product(),
                      purchase.handle(),
                      new ProductPurchasesAcknowledgeRequest()));
    } catch (GoogleConnection.RefusedException e) {
      // Google refuses what is acknowledged, consumed or given back already: nothing is to be done.
      if (!isSettled(purchase)) {
        throw e;
      }
    }
  }

  private boolean isSettled(StorePurchase purchase) throws IOException {
    ProductPurchase known =
        google.call(
            publisher ->
                publisher
                    .purchases()
                    .products()
                    .get(packageName, purchase.product(), purchase.handle()));
    return known != null
        && (Objects.equals(known.getAcknowledgementState(), ACKNOWLEDGED)
            || Objects.equals(known.getPurchaseState(), CANCELLED));
  }

  /**
   * Reads the licence key again, in case it was changed, and checks the signature with it; such
   * readings are limited.
   */
  private boolean isSignedAfterRenewal(String data, String signature, StoreKeys.Google before) {
    google.renew();
    return google
        .keys()
        .filter(after -> !after.equals(before))
        .filter(after -> isSigned(data, signature, after.licenceKey()))
        .isPresent();
  }

  private static boolean isSigned(String data, String signature, PublicKey key) {
    try {
      Signature verifier = Signature.getInstance(SIGNATURE);
      verifier.initVerify(key);
      verifier.update(data.getBytes(StandardCharsets.UTF_8));
      return verifier.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false; // no Base64, or no signature of that key's length
    }
  }
}
