package io.gamekeeper.payment.lambda;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.gamekeeper.payment.Inventory;
import java.util.List;

/** The answer to a player who asks for the own inventory. A debt of zero is left out. */
record InventoryAnswer(List<WalletLine> wallet, List<ItemLine> items) {
  record WalletLine(
      String currency, long balance, @JsonInclude(JsonInclude.Include.NON_DEFAULT) long owed) {}

  record ItemLine(
      String sku, long quantity, @JsonInclude(JsonInclude.Include.NON_DEFAULT) long owed) {}

  static InventoryAnswer of(Inventory inventory) {
    return new InventoryAnswer(
        inventory.wallet().stream()
            .map(line -> new WalletLine(line.currency(), line.balance(), line.owed()))
            .toList(),
        inventory.items().stream()
            .map(line -> new ItemLine(line.sku(), line.quantity(), line.owed()))
            .toList());
  }
}
