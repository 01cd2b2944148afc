package io.gamekeeper.leaderboard;

import io.gamekeeper.leaderboard.Ranking.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Freezes seasons that have ended, from the log. Any number of timers and readers may try at once:
 * the archive commits one result, and all of them would commit the same.
 */
public final class SeasonEnd {
  /** An entry accepted just before the end may take this long to arrive in the log. */
  public static final Duration GRACE = Duration.ofSeconds(30);

  private static final Duration RANKING_KEPT = Duration.ofDays(7);

  /** How long, and for how many seasons, it is remembered that nobody played. */
  private static final Duration QUIET_KEPT = Duration.ofMinutes(10);

  private static final int MOST_QUIET = 1000;

  private final ScoreLog log;
  private final Ranking ranking;
  private final SeasonArchive archive;
  private final InstantSource clock;
  private final Map<SeasonKey, Instant> quietUntil = new ConcurrentHashMap<>();

  private record SeasonKey(String board, String season) {}

  public SeasonEnd(ScoreLog log, Ranking ranking, SeasonArchive archive, InstantSource clock) {
    this.log = log;
    this.ranking = ranking;
    this.archive = archive;
    this.clock = clock;
  }

  /** The state of an ended season after this call. */
  public sealed interface Outcome {
    /**
     * It is frozen.
     *
     * @param now whether this call committed it
     */
    record Frozen(SeasonArchive.Head head, boolean now) implements Outcome {}

    /** Its last entries may still be on their way. */
    record TooEarly() implements Outcome {}

    /** There is nothing to freeze. */
    record NobodyPlayed() implements Outcome {}
  }

  /** Freezes a season unless it is frozen already. */
  public Outcome settle(BoardSeason at) {
    if (isKnownQuiet(at)) {
      return new Outcome.NobodyPlayed();
    }
    Optional<SeasonArchive.Head> existing = archive.head(at);
    if (existing.isPresent()) {
      return new Outcome.Frozen(existing.get(), false);
    }
    Instant now = clock.instant();
    if (now.isBefore(at.season().end().plus(GRACE))) {
      return new Outcome.TooEarly();
    }
    List<Row> rows = standings(at);
    if (rows.isEmpty()) {
      rememberQuiet(at, now);
      return new Outcome.NobodyPlayed();
    }
    BoardHash hash = new BoardHash();
    rows.forEach(hash::add);
    SeasonArchive.Head head = new SeasonArchive.Head(rows.size(), hash.finish());
    for (int page = 0; page < head.pages(); page++) {
      int from = page * SeasonArchive.PAGE_ROWS;
      int to = Math.min(rows.size(), from + SeasonArchive.PAGE_ROWS);
      archive.put(at, head.hash(), page, rows.subList(from, to));
    }
    if (!archive.commit(at, head)) {
      return new Outcome.Frozen(archive.head(at).orElseThrow(), false);
    }
    forget(at);
    return new Outcome.Frozen(head, true);
  }

  private boolean isKnownQuiet(BoardSeason at) {
    Instant until = quietUntil.get(key(at));
    return until != null && clock.instant().isBefore(until);
  }

  private void rememberQuiet(BoardSeason at, Instant now) {
    if (quietUntil.size() >= MOST_QUIET) {
      quietUntil.clear();
    }
    quietUntil.put(key(at), now.plus(QUIET_KEPT));
  }

  private static SeasonKey key(BoardSeason at) {
    return new SeasonKey(at.board().id(), at.season().id());
  }

  /**
   * Lets the ranking drop what it holds of an ended season. Must be repeated now and then: a freeze
   * may have found the ranking down, and a late repeat of a request may have brought data back.
   */
  public void forget(BoardSeason at) {
    try {
      ranking.expire(at, RANKING_KEPT);
    } catch (RankingUnavailableException e) {
      // The frozen standings stand; what Redis keeps of an ended season is never read again,
      // and the timer asks again.
    }
  }

  private List<Row> standings(BoardSeason at) {
    record Placed(String player, Standing standing) {}
    Order order = at.board().order();
    List<Placed> placed = new ArrayList<>();
    log.forEachPlayer(
        at,
        entries ->
            Standing.fold(at.board(), entries)
                .ifPresent(
                    standing -> placed.add(new Placed(entries.getFirst().player(), standing))));
    placed.sort(
        Comparator.<Placed>comparingLong(each -> order.sortScore(each.standing().score()))
            .thenComparing(each -> each.standing().reached())
            .thenComparing(Placed::player));
    int size = Math.min(placed.size(), at.board().size());
    List<Row> rows = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      Placed each = placed.get(i);
      Standing standing = each.standing();
      rows.add(new Row(i + 1L, each.player(), standing.score(), standing.reached()));
    }
    return rows;
  }
}
