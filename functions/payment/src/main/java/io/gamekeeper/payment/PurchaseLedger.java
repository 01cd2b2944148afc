package io.gamekeeper.payment;

import java.time.Instant;
import java.util.Optional;

/**
 * The record of what was paid and granted. Each method is one transaction: all of it is written or
 * nothing. What it returned from survives any crash. A method throws {@link
 * LedgerUnavailableException} if nothing was written, and one that writes throws {@link
 * OutcomeUnknownException} if that cannot be told.
 */
public interface PurchaseLedger {

  /** The purchase that a player's key names. */
  Optional<RecordedPurchase> find(String player, String key);

  /**
   * Writes a purchase that is not known yet, exactly once per (player, key) and per (store,
   * transaction): the purchase, its postings, the player's goods, its count and its event.
   */
  Entered enter(NewPurchase purchase);

  /**
   * Does the same for a purchase that was kept; {@link Entered.Known} tells if it is not kept any
   * more.
   */
  Entered complete(NewPurchase purchase);

  /** What became of a request that is to be kept. */
  sealed interface Keeping {
    /** It is kept. */
    record Kept() implements Keeping {}

    /** Its key named this before. */
    record Known(RecordedPurchase purchase) implements Keeping {}

    /** So many of the player's are kept that no other one is. */
    record TooMany() implements Keeping {}
  }

  /**
   * Keeps a request whose receipt cannot be checked now.
   *
   * @param again when to ask the store again
   * @param most of a player's that are kept at a time; requests at the same moment may be over it
   */
  Keeping keep(Attempt attempt, Instant again, int most);

  /** Ends a kept purchase whose receipt is worth nothing; nothing happens if it is not kept. */
  void refuse(String purchaseId, Refusal reason);

  /** Forgets a kept purchase whose payment the same player was granted under another key. */
  void forget(String purchaseId);

  /** Notes that the store knows of the grant. */
  void acknowledged(String purchaseId, Instant at);

  /** What a player owns. */
  Inventory inventory(String player);
}
