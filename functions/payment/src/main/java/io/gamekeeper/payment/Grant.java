package io.gamekeeper.payment;

import java.util.List;

/**
 * What a purchase gave, as it is answered – the first time and whenever it is repeated.
 *
 * @param purchaseId ours, unique
 * @param quantity how many of the sku
 * @param price what was paid for all of them
 * @param wallet the currencies that were credited, in the catalogue's order
 * @param items the items that were added, in the catalogue's order
 * @param settled how much of the credits paid off what the player owed; that did not reach the
 *     wallet
 * @param test whether it cost no money where others cost some; then the price is no revenue
 */
public record Grant(
    String purchaseId,
    String sku,
    int quantity,
    Store store,
    Price price,
    List<Credit> wallet,
    List<ItemLine> items,
    List<Credit> settled,
    boolean test) {

  /** Returns the same grant with what is known once it is granted. */
  public Grant settling(List<Credit> debts) {
    return new Grant(purchaseId, sku, quantity, store, price, wallet, items, debts, test);
  }
}
