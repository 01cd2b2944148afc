package io.gamekeeper.payment;

import java.util.List;

/** What a purchase gives: no currency and no item occurs twice. */
public record Goods(List<Credit> wallet, List<ItemLine> items) {

  /** Returns these goods so many times. */
  Goods times(int quantity) {
    return new Goods(
        wallet.stream()
            .map(c -> new Credit(c.currency(), Math.multiplyExact(c.amount(), quantity)))
            .toList(),
        items.stream()
            .map(i -> new ItemLine(i.sku(), Math.multiplyExact(i.quantity(), quantity)))
            .toList());
  }
}
