package io.gamekeeper.leaderboard;

/**
 * A leaderboard, as {@code boards.yaml} declares it.
 *
 * @param id name in paths and keys: lower-case letters, digits and hyphens
 * @param size how many ranks the board shows: readers, totals and frozen seasons end there. Players
 *     below are still remembered, since any of them may rise again
 */
public record Board(
    String id, Order order, Policy policy, ScoreBounds bounds, SeasonCalendar seasons, int size) {}
