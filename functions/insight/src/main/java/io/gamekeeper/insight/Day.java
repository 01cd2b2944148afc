package io.gamekeeper.insight;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What is known of a day (UTC) that is not over, and of the weeks that end with it.
 *
 * <p>A player is <em>of the week</em> of a day who played on it or on one of the six days before,
 * and <em>of the week before</em> who played on one of the seven days before those.
 */
public final class Day {
  private static final double ALL = 100;

  private long active;
  private long before;
  private long stayed;
  private final Map<String, Revenue> revenue;

  /**
   * What was paid in one currency.
   *
   * @param purchases how often
   * @param minorUnits how much, less what was taken back; negative if that is more
   */
  public record Revenue(long purchases, long minorUnits) {
    static final Revenue NONE = new Revenue(0, 0);
  }

  /** Creates a day on which nothing has happened. */
  public Day() {
    revenue = new TreeMap<>();
  }

  /** Creates a day as it was kept. */
  public Day(long active, long before, long stayed, Map<String, Revenue> revenue) {
    this.active = active;
    this.before = before;
    this.stayed = stayed;
    this.revenue = new TreeMap<>(revenue);
  }

  void played() {
    active++;
  }

  void isOfTheWeekBefore() {
    before++;
  }

  void isOfBothWeeks() {
    stayed++;
  }

  void paid(String currency, boolean first, long minorUnits) {
    Revenue known = revenue.getOrDefault(currency, Revenue.NONE);
    revenue.put(
        currency,
        new Revenue(known.purchases() + (first ? 1 : 0), known.minorUnits() + minorUnits));
  }

  /** Returns the players of the week before who are not of the week, in percent of the former. */
  OptionalDouble churnPercent() {
    return before == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(ALL * (before - stayed) / before);
  }

  /** Returns how many players played on it. */
  public long active() {
    return active;
  }

  /** Returns how many players are of the week before. */
  public long before() {
    return before;
  }

  /** Returns how many players are of both weeks. */
  public long stayed() {
    return stayed;
  }

  public Map<String, Revenue> revenue() {
    return Map.copyOf(revenue);
  }
}
