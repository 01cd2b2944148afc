package io.gamekeeper.payment.lambda;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.gamekeeper.payment.Credit;
import io.gamekeeper.payment.Grant;
import io.gamekeeper.payment.ItemLine;
import io.gamekeeper.payment.Price;
import java.util.List;

/**
 * The answer to a purchase, the same whenever it is repeated.
 *
 * @param wallet what was credited
 * @param items what was added
 * @param test whether it cost no money where others cost some; left out otherwise
 */
record PurchaseAnswer(
    String purchaseId,
    String sku,
    int quantity,
    String store,
    Price price,
    List<CreditLine> wallet,
    List<ItemLine> items,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean test) {

  /**
   * A currency that was credited.
   *
   * @param settled how much of the amount paid off a debt, and so is not in the wallet; left out if
   *     nothing did
   */
  record CreditLine(
      String currency, long amount, @JsonInclude(JsonInclude.Include.NON_DEFAULT) long settled) {}

  static PurchaseAnswer of(Grant grant) {
    return new PurchaseAnswer(
        grant.purchaseId(),
        grant.sku(),
        grant.quantity(),
        grant.store().id(),
        grant.price(),
        grant.wallet().stream().map(credit -> line(credit, grant)).toList(),
        grant.items(),
        grant.test());
  }

  private static CreditLine line(Credit credit, Grant grant) {
    return new CreditLine(
        credit.currency(),
        credit.amount(),
        grant.settled().stream()
            .filter(settled -> settled.currency().equals(credit.currency()))
            .mapToLong(Credit::amount)
            .sum());
  }
}
