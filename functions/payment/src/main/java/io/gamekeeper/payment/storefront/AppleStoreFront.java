package io.gamekeeper.payment.storefront;

import com.apple.itunes.storekit.model.InAppOwnershipType;
import com.apple.itunes.storekit.model.JWSTransactionDecodedPayload;
import com.apple.itunes.storekit.model.RevocationType;
import com.apple.itunes.storekit.model.TransactionInfoResponse;
import com.apple.itunes.storekit.verification.VerificationException;
import io.gamekeeper.contract.StoreAccount;
import io.gamekeeper.payment.Price;
import io.gamekeeper.payment.Receipt;
import io.gamekeeper.payment.Refusal;
import io.gamekeeper.payment.Share;
import io.gamekeeper.payment.Store;
import io.gamekeeper.payment.StorePurchase;
import io.gamekeeper.payment.Verification;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Currency;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The App Store. A receipt is a transaction that Apple has signed, as StoreKit hands it to the
 * game's client. The server is asked for the same transaction once more, signed now: it carries a
 * revocation that came since. Acknowledging is the endpoint <a
 * href="https://developer.apple.com/documentation/appstoreserverapi/finish-transaction">Finish
 * Transaction</a>: what {@code finish()} in the client does, so that StoreKit stops offering the
 * transaction. Unlike Google, Apple takes nothing back if the acknowledgement never comes.
 */
final class AppleStoreFront extends SwitchingStoreFront {
  private static final Pattern TRANSACTION_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /** Apple's prices count thousandths of the currency's unit. */
  private static final int MILLI_DIGITS = 3;

  /** 100 % in the units of a revocation's percentage. */
  private static final int ALL_THOUSANDTHS = 100_000;

  private final AppleConnection apple;
  private final InstantSource clock;

  AppleStoreFront(
      AppleConnection apple,
      InstantSource clock,
      BoundedWeb web,
      ProviderChoice choice,
      ProviderBreaker breaker) {
    super(Store.APPLE, web, choice, breaker);
    this.apple = apple;
    this.clock = clock;
  }

  @Override
  Reading read(Receipt receipt) {
    Optional<JWSTransactionDecodedPayload> transaction;
    try {
      transaction = decode(receipt.content().strip());
    } catch (VerificationException e) {
      return Reading.refused(meaning(e));
    }
    if (transaction.isEmpty()) {
      return Reading.unavailable("there are no keys to the App Store");
    }
    // Nothing is paid in the sandbox: its signature is enough, and its server cannot slow anybody.
    return new Reading(
        judge(transaction.get(), receipt),
        Optional.ofNullable(transaction.get().getTransactionId())
            .filter(id -> !apple.isTest(transaction.get())));
  }

  @Override
  Answer ask(Receipt receipt, String handle) throws IOException {
    @Nullable TransactionInfoResponse info;
    try {
      info = apple.call(client -> client.getTransactionInfo(handle));
    } catch (AppleClient.NotFoundException e) {
      return new Answer.Unknown(Refusal.NOT_PAID);
    }
    if (info == null || info.getSignedTransactionInfo() == null) {
      throw new IOException("Apple's answer has no transaction");
    }
    try {
      JWSTransactionDecodedPayload transaction =
          decode(info.getSignedTransactionInfo())
              .orElseThrow(() -> new IOException("there are no keys to the App Store"));
      if (!handle.equals(transaction.getTransactionId())) {
        throw new IOException("Apple answers with another transaction");
      }
      return new Answer.Told(judge(transaction, receipt));
    } catch (VerificationException e) {
      throw new IOException("Apple's answer has no good signature", e);
    }
  }

  @Override
  void tell(StorePurchase purchase) throws IOException {
    if (purchase.test()) {
      return; // the tester's device finishes it
    }
    apple.call(
        client -> {
          client.finishTransaction(purchase.handle());
          return purchase;
        });
  }

  private Optional<JWSTransactionDecodedPayload> decode(String signed)
      throws VerificationException {
    return apple.decode(verifier -> verifier.verifyAndDecodeTransaction(signed));
  }

  private static Refusal meaning(VerificationException e) {
    return switch (e.getStatus()) {
      case INVALID_APP_IDENTIFIER -> Refusal.RECEIPT_OF_ANOTHER_APP;
      case INVALID_ENVIRONMENT -> Refusal.RECEIPT_OF_ANOTHER_ENVIRONMENT;
      case VERIFICATION_FAILURE,
          RETRYABLE_VERIFICATION_FAILURE, // of online checks, which are off
          INVALID_CERTIFICATE,
          INVALID_CHAIN_LENGTH,
          INVALID_CHAIN,
          OK ->
          Refusal.RECEIPT_FORGED;
    };
  }

  /** Decides whether a genuine transaction is the one that the player claims. */
  private Verification judge(JWSTransactionDecodedPayload transaction, Receipt receipt) {
    @Nullable String id = transaction.getTransactionId();
    @Nullable String product = transaction.getProductId();
    @Nullable Long paidAt = transaction.getPurchaseDate();
    if (id == null || product == null || paidAt == null || !TRANSACTION_ID.matcher(id).matches()) {
      return refused(Refusal.RECEIPT_FORGED);
    }
    // A transaction without a token is nobody's: the game's client always sets one.
    if (!StoreAccount.of(receipt.player()).equals(transaction.getAppAccountToken())
        || transaction.getInAppOwnershipType() != InAppOwnershipType.PURCHASED) {
      return refused(Refusal.RECEIPT_OF_ANOTHER_PLAYER);
    }
    if (!product.equals(receipt.sku())) {
      return refused(Refusal.RECEIPT_OF_ANOTHER_PRODUCT);
    }
    if (transaction.getRevocationDate() != null && revoked(transaction).equals(Share.ALL)) {
      return refused(Refusal.PAYMENT_TAKEN_BACK);
    }
    @Nullable Long expires = transaction.getExpiresDate();
    if (expires != null && !clock.instant().isBefore(Instant.ofEpochMilli(expires))) {
      return refused(Refusal.RECEIPT_EXPIRED);
    }
    int quantity = Objects.requireNonNullElse(transaction.getQuantity(), 1);
    if (quantity < 1) {
      return refused(Refusal.QUANTITY_OUT_OF_BOUNDS);
    }
    return new Verification.Verified(
        new StorePurchase(
            Store.APPLE,
            apple.nameOf(transaction),
            product,
            quantity,
            price(transaction.getPrice(), transaction.getCurrency()),
            Instant.ofEpochMilli(paidAt),
            id,
            apple.isTest(transaction)));
  }

  /**
   * Returns how much of a revoked transaction was given back: all of it, or, of <a
   * href="https://developer.apple.com/documentation/appstoreservernotifications/revocationtype">type</a>
   * {@code REFUND_PRORATED}, its <a
   * href="https://developer.apple.com/documentation/appstoreservernotifications/revocationpercentage">percentage</a>
   * in thousandths, which counts the full quantity. Where that is the rounded share of some of
   * several pieces – 33.333 % of three –, it is that many pieces. A partial refund without a
   * percentage says nothing: then nothing is taken.
   */
  static Share revoked(JWSTransactionDecodedPayload transaction) {
    if (transaction.getRevocationType() != RevocationType.REFUND_PRORATED) {
      return Share.ALL;
    }
    int thousandths = Objects.requireNonNullElse(transaction.getRevocationPercentage(), 0);
    int quantity = Objects.requireNonNullElse(transaction.getQuantity(), 1);
    if (thousandths <= 0) {
      return Share.NONE;
    }
    if (thousandths >= ALL_THOUSANDTHS) {
      return Share.ALL;
    }
    long pieces = Math.round((double) thousandths * quantity / ALL_THOUSANDTHS);
    boolean isWholePieces =
        quantity > 0 && Math.round((double) pieces * ALL_THOUSANDTHS / quantity) == thousandths;
    return isWholePieces
        ? new Share((int) pieces, quantity)
        : new Share(thousandths, ALL_THOUSANDTHS);
  }

  private static Verification refused(Refusal reason) {
    return new Verification.Refused(reason);
  }

  /**
   * Returns Apple's price in the currency's smallest unit; empty if there is none or it is not a
   * whole number of units: nothing is rounded.
   */
  static Optional<Price> price(@Nullable Long milliUnits, @Nullable String currency) {
    if (milliUnits == null || currency == null || milliUnits < 0) {
      return Optional.empty();
    }
    try {
      int digits = Currency.getInstance(currency).getDefaultFractionDigits();
      return digits < 0
          ? Optional.empty()
          : Optional.of(
              new Price(
                  currency,
                  BigDecimal.valueOf(milliUnits, MILLI_DIGITS)
                      .movePointRight(digits)
                      .longValueExact()));
    } catch (IllegalArgumentException | ArithmeticException e) {
      return Optional.empty(); // no currency of ISO 4217, or a fraction of its smallest unit
    }
  }
}
