package io.gamekeeper.insight;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;

/**
 * Counts the players of days and weeks, exactly, from the last day on which each was seen and
 * nothing else: no sets of players are kept and no table is read through.
 *
 * <p>Let a player play on day D for the first time that day, and before that last on day D − g.
 *
 * <ul>
 *   <li>The week before that of day D + 7 + k (k from 0 to 6) has D in it, and had the player
 *       already if D − g is one of its days: if g ≤ 6 − k.
 *   <li>The week of day D + j (j from 0 to 6) has D in it, and had the player already if g ≤ 6 − j.
 *       If not, the day D − g is not later than the week before that one, all of whose days are
 *       past: the player is of it exactly if g ≤ 13 − j.
 * </ul>
 */
final class Activity {
  static final int WEEK = 7;

  private Activity() {}

  /**
   * Counts a player on a day on which the player was not seen before, and on no later one.
   *
   * @param last the last day on which the player was seen; empty if there is none
   */
  static void count(Optional<LocalDate> last, LocalDate day, Function<LocalDate, Day> days) {
    long gap = last.map(before -> ChronoUnit.DAYS.between(before, day)).orElse(Long.MAX_VALUE);
    days.apply(day).played();
    int fresh = (int) Math.max(0, WEEK - gap);
    for (int k = fresh; k < WEEK; k++) {
      days.apply(day.plusDays(WEEK + k)).isOfTheWeekBefore();
    }
    for (int j = fresh; j < WEEK && gap < 2 * WEEK - j; j++) {
      days.apply(day.plusDays(j)).isOfBothWeeks();
    }
  }
}
