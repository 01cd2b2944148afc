package io.gamekeeper.leaderboard;

import io.gamekeeper.leaderboard.Ranking.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers to questions about a board's ranks. */
public sealed interface ReadOutcome {

  /** Answers to a question for a page. */
  sealed interface OfPage extends ReadOutcome {}

  /** Answers to a question for a player and those around. */
  sealed interface OfAround extends ReadOutcome {}

  /** Answers to a question for some players' ranks. */
  sealed interface OfFriends extends ReadOutcome {}

  /**
   * A page of ranks.
   *
   * @param total how many ranks the board has
   * @param next cursor of the following page; null on the last one
   */
  record Page(long total, List<Row> rows, @Nullable String next) implements OfPage {
    public Page {
      rows = List.copyOf(rows);
    }
  }

  /** A player's row, and the consecutive ranks around it, which include it. */
  record Around(Row own, List<Row> rows) implements OfAround {
    public Around {
      rows = List.copyOf(rows);
    }
  }

  /** The given players that have a rank, best first. */
  record Friends(long total, List<Row> rows) implements OfFriends {
    public Friends {
      rows = List.copyOf(rows);
    }
  }

  /** The text is not a cursor, or is a cursor of another board or season. */
  record BadCursor() implements OfPage {}

  /** The text is not a season id of this board. */
  record MalformedSeason() implements OfPage {}

  /** The season has not begun or nobody played in it. */
  record UnknownSeason() implements OfPage {}

  /** The player has no rank on the board. */
  record NoSuchPlayer() implements OfAround {}

  /** The ranking is down or being restored. */
  record Unavailable() implements OfPage, OfAround, OfFriends {}
}
