package io.gamekeeper.payment.lambda;

import org.jspecify.annotations.Nullable;

/**
 * The body of a purchase. It has mutable fields because a strict record cannot have optional ones.
 */
final class PurchaseBody {
  public @Nullable String sku;
  public @Nullable String store;
  public @Nullable String receipt;
  public @Nullable Integer quantity;
  public @Nullable ShownPrice price;
  public @Nullable String playerId;

  /** The price that the player was shown. */
  static final class ShownPrice {
    public @Nullable String currency;
    public @Nullable Long minorUnits;
  }
}
