package io.gamekeeper.payment;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Something that is sold.
 *
 * @param prices for each store that sells it, what one costs there; the first of a currency is the
 *     price to show, the others are older or coming ones. The wallet has exactly one, which it
 *     charges; what a store was paid is in its receipt
 * @param goods what one of it gives
 * @param maxQuantity how many one request to the wallet may ask for
 * @param refund what a refund of it takes back
 */
public record Product(
    String sku,
    Map<Store, List<Price>> prices,
    Goods goods,
    Optional<Limit> limit,
    SaleWindow sale,
    int maxQuantity,
    RefundRule refund) {

  /** Returns the price to show first for so many, in a store that sells it. */
  Price listPrice(Store store, int quantity) {
    return times(prices(store).getFirst(), quantity);
  }

  /** Returns whether so many may cost this much in a store. */
  boolean accepts(Store store, Price total, int quantity) {
    return prices(store).stream().anyMatch(price -> times(price, quantity).equals(total));
  }

  /**
   * Returns whether a store has prices of its own for a currency that the catalogue does not list.
   */
  boolean lists(Store store, String currency) {
    return prices(store).stream().anyMatch(price -> price.currency().equals(currency));
  }

  private List<Price> prices(Store store) {
    return prices.getOrDefault(store, List.of());
  }

  private static Price times(Price price, int quantity) {
    return new Price(price.currency(), Math.multiplyExact(price.minorUnits(), quantity));
  }
}
