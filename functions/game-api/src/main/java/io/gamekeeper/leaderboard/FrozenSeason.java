package io.gamekeeper.leaderboard;

import io.gamekeeper.leaderboard.Ranking.Position;
import io.gamekeeper.leaderboard.Ranking.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads pages of a frozen season from the archive's larger ones. */
final class FrozenSeason {
  private final SeasonArchive archive;
  private final BoardSeason at;
  private final SeasonArchive.Head head;

  FrozenSeason(SeasonArchive archive, BoardSeason at, SeasonArchive.Head head) {
    this.archive = archive;
    this.at = at;
    this.head = head;
  }

  List<Row> rowsAfter(Optional<BoardCursor> after, int limit) {
    long rank = after.map(this::ranksUpTo).orElse(0L);
    List<Row> rows = new ArrayList<>(limit);
    while (rows.size() < limit && rank < head.total()) {
      List<Row> page = archive.page(at, head, (int) (rank / SeasonArchive.PAGE_ROWS));
      int from = (int) (rank % SeasonArchive.PAGE_ROWS);
      int to = Math.min(page.size(), from + limit - rows.size());
      rows.addAll(page.subList(from, to));
      rank += to - from;
    }
    return rows;
  }

  /** Returns how many ranks are not after the cursor's position. */
  private long ranksUpTo(BoardCursor cursor) {
    Position position = cursor.position();
    if (cursor.rank() <= head.total() && order().compare(row(cursor.rank()), position) == 0) {
      return cursor.rank();
    }
    // The cursor was made while the season still ran: look the position up.
    long low = 0;
    long high = head.total();
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (order().compare(row(middle + 1), position) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private Position row(long rank) {
    long index = rank - 1;
    Row row =
        archive
            .page(at, head, (int) (index / SeasonArchive.PAGE_ROWS))
            .get((int) (index % SeasonArchive.PAGE_ROWS));
    return new Position(at.board().order().sortScore(row.score()), row.reached(), row.player());
  }

  private static Comparator<Position> order() {
    return Comparator.comparingLong(Position::sortScore)
        .thenComparing(Position::reached)
        .thenComparing(Position::player);
  }
}
