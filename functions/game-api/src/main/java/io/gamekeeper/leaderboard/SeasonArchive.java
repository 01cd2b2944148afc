package io.gamekeeper.leaderboard;

import java.util.List;
import java.util.Optional;

/** Final standings of seasons that have ended. What is committed never changes. */
public interface SeasonArchive {
  /** Rows of a page; only the last page has fewer. */
  int PAGE_ROWS = 500;

  /** Returns the committed summary of a season. */
  Optional<Head> head(BoardSeason at);

  /** Stores a page; pages of another content hash are left alone. */
  void put(BoardSeason at, String hash, int page, List<Ranking.Row> rows);

  /**
   * Commits a season, after all its pages.
   *
   * @return false if it was committed before
   */
  boolean commit(BoardSeason at, Head head);

  /** Returns a page of a committed season, counted from 0. */
  List<Ranking.Row> page(BoardSeason at, Head head, int page);

  /**
   * A season's summary.
   *
   * @param total number of ranks
   * @param hash of all rows; the pages that belong to this head carry it
   */
  record Head(long total, String hash) {
    /** Number of pages. */
    public int pages() {
      return Math.toIntExact((total + PAGE_ROWS - 1) / PAGE_ROWS);
    }
  }
}
