package io.gamekeeper.payment;

import java.time.Instant;
import java.util.Optional;

/**
 * The record of what was paid and granted. Each method is one transaction: all of it is written or
 * nothing. What a method has written when it returns survives any crash. A method throws {@link
 * LedgerUnavailableException} if nothing was written, and one that writes throws {@link
 * OutcomeUnknownException} if that cannot be told.
 */
public interface PurchaseLedger {

  /** Returns the purchase that a player's key names. */
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

  /** The result of keeping a request. */
  sealed interface Keeping {
    /** It is kept. */
    record Kept() implements Keeping {}

    /** The key already names this purchase. */
    record Known(RecordedPurchase purchase) implements Keeping {}

    /** Too many requests of the player are kept already. */
    record TooMany() implements Keeping {}
  }

  /**
   * Keeps a request whose receipt cannot be checked now.
   *
   * @param again when to ask the store again
   * @param most how many of a player's requests are kept at a time; simultaneous requests may
   *     exceed it
   */
  Keeping keep(Attempt attempt, Instant again, int most);

  /** Refuses a kept purchase whose receipt is not valid; nothing happens if it is not kept. */
  void refuse(String purchaseId, Refusal reason);

  /** Forgets a kept purchase whose payment the same player was granted under another key. */
  void forget(String purchaseId);

  /** Notes that the store knows of the grant. */
  void acknowledged(String purchaseId, Instant at);

  /** Returns what a player owns. */
  Inventory inventory(String player);
}
