package io.gamekeeper.leaderboard;

import io.gamekeeper.leaderboard.Ranking.Condition;
import io.gamekeeper.leaderboard.Ranking.Position;
import io.gamekeeper.leaderboard.Ranking.Reading;
import io.gamekeeper.leaderboard.Ranking.Row;
import io.gamekeeper.leaderboard.ReadOutcome.Around;
import io.gamekeeper.leaderboard.ReadOutcome.BadCursor;
import io.gamekeeper.leaderboard.ReadOutcome.Friends;
import io.gamekeeper.leaderboard.ReadOutcome.MalformedSeason;
import io.gamekeeper.leaderboard.ReadOutcome.NoSuchPlayer;
import io.gamekeeper.leaderboard.ReadOutcome.Page;
import io.gamekeeper.leaderboard.ReadOutcome.Unavailable;
import io.gamekeeper.leaderboard.ReadOutcome.UnknownSeason;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers questions about ranks: in the running season from the ranking, else from the archive. */
public final class Leaderboards {
  private static final int ATTEMPTS = 5;

  private final Ranking ranking;
  private final BoardRecovery recovery;
  private final SeasonEnd seasonEnd;
  private final SeasonArchive archive;
  private final InstantSource clock;

  public Leaderboards(
      Ranking ranking,
      BoardRecovery recovery,
      SeasonEnd seasonEnd,
      SeasonArchive archive,
      InstantSource clock) {
    this.ranking = ranking;
    this.recovery = recovery;
    this.seasonEnd = seasonEnd;
    this.archive = archive;
    this.clock = clock;
  }

  /**
   * Returns a page of a board.
   *
   * @param seasonId the season; null for the running one, or the one in which the cursor began
   * @param cursor where the page before ended; null from the top
   */
  public ReadOutcome.OfPage page(
      Board board, @Nullable String seasonId, @Nullable String cursor, int limit) {
    Instant now = clock.instant();
    Optional<BoardCursor> after = Optional.empty();
    String wanted = seasonId;
    if (cursor != null) {
      after = BoardCursor.decode(cursor);
      if (after.isEmpty() || !after.get().board().equals(board.id())) {
        return new BadCursor();
      }
      if (wanted == null) {
        wanted = after.get().season();
      } else if (!wanted.equals(after.get().season())) {
        return new BadCursor();
      }
    }
    Season season = board.seasons().at(now);
    if (wanted != null && !wanted.equals(season.id())) {
      Optional<Season> other = board.seasons().find(wanted);
      if (other.isEmpty()) {
        return seasonId == null ? new BadCursor() : new MalformedSeason();
      }
      season = other.get();
    }
    if (season.start().isAfter(now)) {
      return new UnknownSeason();
    }
    BoardSeason at = new BoardSeason(board, season);
    return season.end().isAfter(now) ? live(at, after, limit) : ended(at, after, limit);
  }

  private ReadOutcome.OfPage ended(BoardSeason at, Optional<BoardCursor> after, int limit) {
    try {
      return switch (seasonEnd.settle(at)) {
        case SeasonEnd.Outcome.Frozen frozen -> frozen(at, frozen.head(), after, limit);
        case SeasonEnd.Outcome.TooEarly() -> live(at, after, limit);
        case SeasonEnd.Outcome.NobodyPlayed() -> new UnknownSeason();
      };
    } catch (ScoreLogUnavailableException e) {
      return new Unavailable();
    }
  }

  private ReadOutcome.OfPage live(BoardSeason at, Optional<BoardCursor> after, int limit) {
    Position position = after.map(BoardCursor::position).orElse(null);
    return switch (ready(at, () -> ranking.page(at, limit, position))) {
      case Reading.Ready<Ranking.Page>(Ranking.Page page) ->
          new Page(page.total(), page.rows(), next(at, page.total(), page.rows()));
      case Reading.NotReady<Ranking.Page> notReady -> new Unavailable();
    };
  }

  private ReadOutcome.OfPage frozen(
      BoardSeason at, SeasonArchive.Head head, Optional<BoardCursor> after, int limit) {
    List<Row> rows = new FrozenSeason(archive, at, head).rowsAfter(after, limit);
    return new Page(head.total(), rows, next(at, head.total(), rows));
  }

  private static @Nullable String next(BoardSeason at, long total, List<Row> rows) {
    if (rows.isEmpty() || rows.getLast().rank() >= total) {
      return null;
    }
    Row last = rows.getLast();
    long sortScore = at.board().order().sortScore(last.score());
    Position position = new Position(sortScore, last.reached(), last.player());
    return new BoardCursor(at.board().id(), at.season().id(), last.rank(), position).encode();
  }

  /** Returns a player with up to {@code neighbours} ranks on either side, in the running season. */
  public ReadOutcome.OfAround around(Board board, String player, int neighbours) {
    BoardSeason at = running(board);
    return switch (ready(at, () -> ranking.around(at, player, neighbours))) {
      case Reading.Ready<Ranking.Around>(Ranking.Around around) -> {
        Row own = around.own();
        yield own == null ? new NoSuchPlayer() : new Around(own, around.page().rows());
      }
      case Reading.NotReady<Ranking.Around> notReady -> new Unavailable();
    };
  }

  /** Returns the ranks of some players in the running season. */
  public ReadOutcome.OfFriends friends(Board board, Set<String> players) {
    BoardSeason at = running(board);
    return switch (ready(at, () -> ranking.among(at, players))) {
      case Reading.Ready<Ranking.Page>(Ranking.Page page) -> new Friends(page.total(), page.rows());
      case Reading.NotReady<Ranking.Page> notReady -> new Unavailable();
    };
  }

  private BoardSeason running(Board board) {
    return new BoardSeason(board, board.seasons().at(clock.instant()));
  }

  private <T> Reading<T> ready(BoardSeason at, Supplier<Reading<T>> read) {
    Reading<T> unavailable = new Reading.NotReady<>(Condition.BUILDING);
    try {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        switch (read.get()) {
          case Reading.Ready<T> ready -> {
            return ready;
          }
          case Reading.NotReady<T>(Condition condition) -> {
            if (!recovery.becomesReady(at, condition)) {
              return unavailable;
            }
          }
        }
      }
      return unavailable;
    } catch (RankingUnavailableException | ScoreLogUnavailableException e) {
      return unavailable;
    }
  }
}
