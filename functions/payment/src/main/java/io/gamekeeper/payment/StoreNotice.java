package io.gamekeeper.payment;

import java.time.Instant;

/**
 * A store's notification whose signature was checked.
 *
 * @param id the store's id of this message: the same message may come several times
 * @param kind the store's word for what happened, for people
 */
public record StoreNotice(Store store, String id, String kind, Instant sentAt, Meaning meaning) {

  /** The meaning of a notice for the game. */
  public sealed interface Meaning {}

  /**
   * The payment was given back, or voided: all of it or a part. The newest such word counts, not
   * the sum.
   *
   * @param transactionId as in {@link StorePurchase#transactionId}
   * @param share how much of it is given back by now; never none
   */
  public record TakenBack(String transactionId, Share share, Instant at) implements Meaning {}

  /** A payment that the store had taken back stands again. */
  public record Reinstated(String transactionId, Instant at) implements Meaning {}

  /** Nothing that changes what a player owns. */
  public record Nothing() implements Meaning {}
}
