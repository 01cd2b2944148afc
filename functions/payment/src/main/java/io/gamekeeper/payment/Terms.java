package io.gamekeeper.payment;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * The terms on which the game sells. The wallet sells at its price, within the limits, during the
 * sale. What a store has sold is in the receipt: nothing that the game's client says refuses what
 * is paid.
 */
final class Terms {
  private static final int MAX_RECEIPT_BYTES = 32 * 1024;

  /** More than any store sells at a time; keeps the sums far from overflowing. */
  private static final int MAX_PAID_QUANTITY = 10_000;

  private final Catalogue catalogue;
  private final TestPurchases tests;

  Terms(Catalogue catalogue, TestPurchases tests) {
    this.catalogue = catalogue;
    this.tests = tests;
  }

  /** Returns what is wrong with a request, whoever is paid. */
  Optional<Refusal> refusal(PurchaseRequest request) {
    if (request.receipt().isPresent() == (request.store() == Store.WALLET)) {
      return Optional.of(Refusal.RECEIPT_UNEXPECTED);
    }
    if (request.receipt().filter(Terms::isTooLarge).isPresent()) {
      return Optional.of(Refusal.RECEIPT_TOO_LARGE);
    }
    Optional<Product> found = catalogue.find(request.sku());
    if (found.isEmpty()) {
      return Optional.of(Refusal.UNKNOWN_SKU);
    }
    Product product = found.get();
    if (!product.prices().containsKey(request.store())) {
      return Optional.of(Refusal.NOT_SOLD_HERE);
    }
    return request.quantity() < 1 ? Optional.of(Refusal.QUANTITY_OUT_OF_BOUNDS) : Optional.empty();
  }

  /**
   * Returns what else is wrong with a request that is not paid yet. For a receipt, its own words
   * decide.
   */
  Optional<Refusal> refusalByWallet(PurchaseRequest request, Product product, Instant now) {
    if (request.quantity() > product.maxQuantity()) {
      return Optional.of(Refusal.QUANTITY_OUT_OF_BOUNDS);
    }
    if (request
        .shownPrice()
        .filter(shown -> !product.accepts(Store.WALLET, shown, request.quantity()))
        .isPresent()) {
      return Optional.of(Refusal.PRICE_MISMATCH);
    }
    return product.sale().contains(now) ? Optional.empty() : Optional.of(Refusal.NOT_ON_SALE);
  }

  private static boolean isTooLarge(String receipt) {
    return receipt.getBytes(StandardCharsets.UTF_8).length > MAX_RECEIPT_BYTES;
  }

  /** Returns what is wrong with a payment that a store vouches for. */
  Optional<Refusal> refusal(Product product, String player, StorePurchase paid) {
    if (paid.test() && !tests.allows(player)) {
      return Optional.of(Refusal.RECEIPT_OF_ANOTHER_ENVIRONMENT);
    }
    if (!paid.product().equals(product.sku())) {
      return Optional.of(Refusal.RECEIPT_OF_ANOTHER_PRODUCT);
    }
    if (paid.quantity() < 1 || paid.quantity() > MAX_PAID_QUANTITY) {
      return Optional.of(Refusal.QUANTITY_OUT_OF_BOUNDS);
    }
    if (!product.sale().contains(paid.paidAt())) {
      return Optional.of(Refusal.NOT_ON_SALE);
    }
    return Optional.empty();
  }

  /**
   * Returns whether a store was paid a price that the catalogue has. What a receipt says is granted
   * in any case: another price is an offer, or a mistake in the catalogue or in the store's
   * console. In a currency that the catalogue does not list, the store sets the price.
   */
  boolean isPriceListed(Grant grant) {
    return catalogue
        .find(grant.sku())
        .filter(product -> product.lists(grant.store(), grant.price().currency()))
        .map(
            product ->
                product.accepts(grant.store(), grant.price(), grant.quantity())
                    // Apple does not say whether its price is that of one or of all.
                    || product.accepts(grant.store(), grant.price(), 1))
        .orElse(true);
  }
}
