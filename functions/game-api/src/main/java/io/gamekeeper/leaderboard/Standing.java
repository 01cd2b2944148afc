package io.gamekeeper.leaderboard;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A player's standing on a board. It follows from the set of the player's log entries, in whatever
 * order they arrived.
 *
 * @param score the score that is ranked
 * @param reached stamp of the entry by which the player reached that score; ties rank by it
 * @param improved whether that entry ranked the player higher than before (a first entry does)
 * @param latest the newest entry that counts; under {@link Policy#BEST} the same as {@code reached}
 * @param total the exact total where the policy adds, else {@link Total#ZERO}
 * @param recent where the policy adds: the newest entries that are in the total, oldest first, at
 *     most {@value #RECENT}; they tell a repeat from a latecomer without a look into the log
 */
public record Standing(
    long score, Stamp reached, boolean improved, Stamp latest, Total total, List<Stamp> recent) {
  /** How many stamps {@link #recent} holds at most. */
  public static final int RECENT = 32;

  public Standing {
    recent = List.copyOf(recent);
  }

  /** Returns the standing that these entries of one player make; empty without entries. */
  public static Optional<Standing> fold(Board board, Collection<ScoreEntry> entries) {
    List<ScoreEntry> ordered =
        entries.stream()
            .sorted((one, other) -> one.stamp().compareTo(other.stamp()))
            .distinct()
            .toList();
    Standing standing = null;
    for (ScoreEntry entry : ordered) {
      standing = next(board, standing, entry);
    }
    if (standing == null || !board.policy().adds()) {
      return Optional.ofNullable(standing);
    }
    List<Stamp> newest =
        ordered.subList(Math.max(0, ordered.size() - RECENT), ordered.size()).stream()
            .map(ScoreEntry::stamp)
            .toList();
    return Optional.of(
        new Standing(
            standing.score,
            standing.reached,
            standing.improved,
            standing.latest,
            standing.total,
            newest));
  }

  private static Standing next(Board board, @Nullable Standing before, ScoreEntry entry) {
    Stamp stamp = entry.stamp();
    return switch (board.policy()) {
      case BEST ->
          before == null || board.order().isBetter(entry.score(), before.score)
              ? new Standing(entry.score(), stamp, true, stamp, Total.ZERO, List.of())
              : before;
      case LAST -> changed(board, before, entry.score(), stamp, Total.ZERO);
      case SUM, INCREMENT -> {
        Total delta = Total.of(entry.score());
        Total total = before == null ? delta : before.total.plus(delta);
        yield changed(board, before, total.score(), stamp, total);
      }
    };
  }

  private static Standing changed(
      Board board, @Nullable Standing before, long score, Stamp stamp, Total total) {
    if (before == null) {
      return new Standing(score, stamp, true, stamp, total, List.of());
    }
    if (score == before.score) {
      return new Standing(score, before.reached, before.improved, stamp, total, List.of());
    }
    boolean improved = board.order().isBetter(score, before.score);
    return new Standing(score, stamp, improved, stamp, total, List.of());
  }
}
