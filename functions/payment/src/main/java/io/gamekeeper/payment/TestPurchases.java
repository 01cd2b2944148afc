package io.gamekeeper.payment;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;

/**
 * The rules for test purchases where players pay: Apple's reviewers and testers buy in the sandbox,
 * Google's licence testers pay nothing, and all of them must receive the goods. They are marked and
 * are not revenue. Testers make as many as they like. Everybody else makes one of a product a day,
 * and all of them together a fixed number a day: enough for a review, but no endless supply of
 * gems.
 *
 * @param testers players, by their ids
 * @param perDay how many a day for all others together; 0 for none
 */
public record TestPurchases(Set<String> testers, int perDay) {
  /** No test purchases. */
  public static final TestPurchases NONE = new TestPurchases(Set.of(), 0);

  private static final DateTimeFormatter PERIOD =
      DateTimeFormatter.ofPattern("'t'uuuuMMdd").withZone(ZoneOffset.UTC);

  public TestPurchases {
    testers = Set.copyOf(testers);
  }

  boolean allows(String player) {
    return perDay > 0 || testers.contains(player);
  }

  /** Returns the counter of the product that it counts in; no {@link Limit} has such a period. */
  Optional<NewPurchase.Count> countOf(String player, Instant at) {
    return testers.contains(player)
        ? Optional.empty()
        : Optional.of(new NewPurchase.Count(PERIOD.format(at), 1, true));
  }

  /** Returns the day it counts in, together with those of all other players. */
  Optional<NewPurchase.TestDay> dayOf(String player, Instant at) {
    return testers.contains(player)
        ? Optional.empty()
        : Optional.of(
            new NewPurchase.TestDay(LocalDate.ofInstant(at, ZoneOffset.UTC).toString(), perDay));
  }
}
