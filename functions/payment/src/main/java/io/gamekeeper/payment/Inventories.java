package io.gamekeeper.payment;

/** What players own. */
public final class Inventories {
  private final PurchaseLedger ledger;

  public Inventories(PurchaseLedger ledger) {
    this.ledger = ledger;
  }

  /**
   * Returns what a player owns, as of the last purchase that was answered.
   *
   * @throws LedgerUnavailableException if nobody can tell now
   */
  public Inventory of(String player) {
    return ledger.inventory(player);
  }
}
