package io.gamekeeper.leaderboard;

import io.gamekeeper.leaderboard.Ranking.Position;
import io.gamekeeper.leaderboard.Ranking.Row;
import io.gamekeeper.leaderboard.Ranking.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the boards hold of one player, in all seasons: for those who hand it out or erase it. An
 * erasure takes the player's name out of frozen seasons, whose ranks stay, then the entries out of
 * the log, then settles the ranking to what the log says by then. A season that has ended is frozen
 * before, so that no other freeze can bring the player back; and a round that found something is
 * followed by another, which finds what was on its way meanwhile.
 */
public final class PlayerScores {
  /** No season that ended before has scores: the product's first year. */
  static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

  /** Longer than the ranking keeps a season that has ended. */
  private static final Duration RANKED = Duration.ofDays(8);

  private static final Comparator<Position> ORDER =
      Comparator.comparingLong(Position::sortScore)
          .thenComparing(Position::reached)
          .thenComparing(Position::player);

  private final Boards boards;
  private final ScoreLog log;
  private final Ranking ranking;
  private final SeasonArchive archive;
  private final SeasonEnd seasonEnd;
  private final Settlement settlement;
  private final ScoreEraser eraser;
  private final InstantSource clock;

  public PlayerScores(
      Boards boards,
      ScoreLog log,
      Ranking ranking,
      SeasonArchive archive,
      SeasonEnd seasonEnd,
      Settlement settlement,
      ScoreEraser eraser,
      InstantSource clock) {
    this.boards = boards;
    this.log = log;
    this.ranking = ranking;
    this.archive = archive;
    this.seasonEnd = seasonEnd;
    this.settlement = settlement;
    this.eraser = eraser;
    this.clock = clock;
  }

  /** A player's scores of a season; the rank is that of a frozen one. */
  public record OfSeason(BoardSeason at, List<ScoreEntry> entries, Optional<Row> frozen) {
    public OfSeason {
      entries = List.copyOf(entries);
    }
  }

  /** Returns every season that may have scores, the boards in their order and the newest first. */
  public List<BoardSeason> seasons() {
    List<BoardSeason> all = new ArrayList<>();
    for (Board board : boards.all()) {
      Season season = board.seasons().at(clock.instant());
      all.add(new BoardSeason(board, season));
      while (board.seasons().kind() != SeasonCalendar.Kind.NONE && season.start().isAfter(FIRST)) {
        season = board.seasons().before(season);
        all.add(new BoardSeason(board, season));
      }
    }
    return all;
  }

  /** Returns a player's scores of a season; empty if there are none. */
  public Optional<OfSeason> of(BoardSeason at, String player) {
    List<ScoreEntry> entries = log.entriesOf(at, player);
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    Optional<Row> frozen =
        archive
            .head(at)
            .flatMap(
                head ->
                    pages(at, head, entries).stream()
                        .flatMap(page -> archive.page(at, head, page).stream())
                        .filter(row -> row.player().equals(player))
                        .findFirst());
    return Optional.of(new OfSeason(at, entries, frozen));
  }

  /**
   * Erases a player's scores that were accepted until then.
   *
   * @param nobody returns names that nobody has and nobody can guess
   * @return whether there was nothing left to erase
   */
  public boolean erase(String player, Instant upTo, Supplier<String> nobody) {
    boolean nothing = true;
    for (BoardSeason at : seasons()) {
      nothing &= erase(at, player, upTo, nobody);
    }
    return nothing;
  }

  private boolean erase(BoardSeason at, String player, Instant upTo, Supplier<String> nobody) {
    List<ScoreEntry> entries = log.entriesOf(at, player);
    List<ScoreEntry> old =
        entries.stream().filter(entry -> !entry.stamp().acceptedAt().isAfter(upTo)).toList();
    if (!old.isEmpty()) {
      if (!isOver(at)) {
        eraser.erase(at, old);
      } else if (seasonEnd.settle(at) instanceof SeasonEnd.Outcome.Frozen(var head, _)) {
        rename(at, head, entries, player, nobody.get());
        eraser.erase(at, old);
      } else {
        return false;
      }
    }
    boolean isGone = old.size() == entries.size();
    boolean ranked = isRanked(at) && settle(at, player, !old.isEmpty() || isGone);
    return old.isEmpty() && !(ranked && isGone);
  }

  /** Settles the player; tells whether the ranking knew the player. */
  private boolean settle(BoardSeason at, String player, boolean needed) {
    State before = ranking.state(at, player);
    if (before.equals(State.ABSENT)) {
      return false;
    }
    if (needed && !settlement.settle(at, player, before)) {
      throw new IllegalStateException("others keep changing the player's standing");
    }
    return true;
  }

  private void rename(
      BoardSeason at,
      SeasonArchive.Head head,
      List<ScoreEntry> entries,
      String player,
      String nobody) {
    for (int page : pages(at, head, entries)) {
      if (eraser.rename(at, head, page, player, nobody)) {
        return;
      }
    }
  }

  /** Returns a frozen season's pages, that on which the player should be first. */
  private List<Integer> pages(BoardSeason at, SeasonArchive.Head head, List<ScoreEntry> entries) {
    List<Integer> pages = new ArrayList<>();
    Standing standing = Standing.fold(at.board(), entries).orElseThrow();
    Position own = position(at, standing.score(), standing.reached(), entries.getFirst().player());
    int low = 0;
    int high = head.pages() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      Row last = archive.page(at, head, middle).getLast();
      if (ORDER.compare(position(at, last.score(), last.reached(), last.player()), own) >= 0) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    pages.add(low);
    for (int page = 0; page < head.pages(); page++) {
      if (page != low) {
        pages.add(page);
      }
    }
    return pages;
  }

  private static Position position(BoardSeason at, long score, Stamp reached, String player) {
    return new Position(at.board().order().sortScore(score), reached, player);
  }

  private boolean isOver(BoardSeason at) {
    return at.board().seasons().kind() != SeasonCalendar.Kind.NONE
        && !at.season().end().isAfter(clock.instant());
  }

  private boolean isRanked(BoardSeason at) {
    return !isOver(at) || at.season().end().plus(RANKED).isAfter(clock.instant());
  }
}
