package io.gamekeeper.payment;

import java.time.Instant;
import java.util.Optional;

/**
 * A purchase that is to be entered into the ledger.
 *
 * @param at when it is granted
 * @param payment the payment that a store vouches for; empty if the wallet pays
 * @param limit which counter it counts in
 * @param testDay what else a test purchase counts in
 * @param again when to tell the store again, if that does not succeed at once
 */
public record NewPurchase(
    Attempt attempt,
    Grant grant,
    Instant at,
    Optional<StorePurchase> payment,
    Optional<Count> limit,
    Optional<TestDay> testDay,
    Instant again) {

  /**
   * A counter of what a player has bought of a sku.
   *
   * @param period as {@link Limit#periodOf} names it
   * @param most how many the player may have in the end
   * @param refuses whether more than that are refused; what was paid in a store is granted and
   *     counted all the same
   */
  public record Count(String period, int most, boolean refuses) {}

  /**
   * A counter of the test purchases of a day.
   *
   * @param day UTC, for instance {@code 2026-11-21}
   * @param most how many may be granted; more are refused
   */
  public record TestDay(String day, int most) {}
}
