package io.gamekeeper.leaderboard;

import io.gamekeeper.leaderboard.Ranking.Placing;
import io.gamekeeper.leaderboard.SubmitOutcome.Accepted;
import io.gamekeeper.leaderboard.SubmitOutcome.KeyReused;
import io.gamekeeper.leaderboard.SubmitOutcome.NotRecorded;
import io.gamekeeper.leaderboard.SubmitOutcome.OutOfBounds;
import io.gamekeeper.leaderboard.SubmitOutcome.PerhapsRecorded;
import io.gamekeeper.leaderboard.SubmitOutcome.RecordedOnly;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Accepts scores: first into the log, then into the ranking. */
public final class ScoreSubmission {
  /** How long after the end of a season a repeat still finds its first request in that season. */
  static final Duration REPEAT_ACROSS_SEASONS = Duration.ofHours(24);

  private static final int ATTEMPTS = 5;

  private final ScoreLog log;
  private final Ranking ranking;
  private final Settlement settlement;
  private final BoardRecovery recovery;
  private final InstantSource clock;
  private final RandomGenerator random;

  public ScoreSubmission(
      ScoreLog log,
      Ranking ranking,
      Settlement settlement,
      BoardRecovery recovery,
      InstantSource clock,
      RandomGenerator random) {
    this.log = log;
    this.ranking = ranking;
    this.settlement = settlement;
    this.recovery = recovery;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Submits a player's score.
   *
   * @param idempotencyKey the caller's name for this request, if it gave one; a repeat under the
   *     same key counts once
   */
  public SubmitOutcome submit(
      Board board, String player, long score, @Nullable String idempotencyKey) {
    if (!board.bounds().contains(score)) {
      return new OutOfBounds(board.bounds());
    }
    if (!ranking.available()) {
      return new NotRecorded();
    }
    try {
      return accept(board, player, score, idempotencyKey);
    } catch (ScoreLogUnavailableException e) {
      return new PerhapsRecorded();
    }
  }

  private SubmitOutcome accept(
      Board board, String player, long score, @Nullable String idempotencyKey) {
    Instant now = clock.instant();
    BoardSeason current = new BoardSeason(board, board.seasons().at(now));
    if (idempotencyKey == null) {
      return place(current, record(current, player, score, now), false);
    }
    String requestId = RequestId.ofKey(idempotencyKey);
    for (BoardSeason before : justEnded(current, now)) {
      Optional<ScoreEntry> earlier = log.find(before, player, requestId);
      if (earlier.isPresent()) {
        return repeated(before, earlier.get(), score);
      }
    }
    ScoreEntry entry = new ScoreEntry(player, score, new Stamp(micros(now), requestId));
    ScoreEntry logged = log.append(current, entry);
    return logged.equals(entry) ? place(current, entry, false) : repeated(current, logged, score);
  }

  private ScoreEntry record(BoardSeason at, String player, long score, Instant now) {
    while (true) {
      ScoreEntry entry =
          new ScoreEntry(player, score, new Stamp(micros(now), RequestId.random(random)));
      if (log.append(at, entry).equals(entry)) {
        return entry;
      }
      // Another request of the player drew the same id: draw again.
    }
  }

  private SubmitOutcome repeated(BoardSeason at, ScoreEntry first, long score) {
    return first.score() == score ? place(at, first, true) : new KeyReused();
  }

  private SubmitOutcome place(BoardSeason at, ScoreEntry entry, boolean repeated) {
    try {
      boolean settled = false;
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        switch (settled ? ranking.submitSettled(at, entry) : ranking.submit(at, entry)) {
          case Placing.Placed placed -> {
            return new Accepted(placed.score(), placed.rank(), placed.improved(), repeated);
          }
          case Placing.Late late -> {
            if (!settlement.settle(at, entry.player(), late.state())) {
              return new RecordedOnly();
            }
            settled = true;
          }
          case Placing.NotReady notReady -> {
            if (!recovery.becomesReady(at, notReady.condition())) {
              return new RecordedOnly();
            }
          }
        }
      }
      return new RecordedOnly();
    } catch (RankingUnavailableException | ScoreLogUnavailableException e) {
      return new RecordedOnly();
    }
  }

  /** Returns the seasons that ended just now: one as a rule, two after a day of 23 hours. */
  private static List<BoardSeason> justEnded(BoardSeason current, Instant now) {
    Board board = current.board();
    List<BoardSeason> ended = new ArrayList<>();
    if (board.seasons().kind() != SeasonCalendar.Kind.NONE) {
      Instant since = now.minus(REPEAT_ACROSS_SEASONS);
      Season season = current.season();
      while (season.start().isAfter(since)) {
        season = board.seasons().before(season);
        ended.add(new BoardSeason(board, season));
      }
    }
    return ended;
  }

  private static long micros(Instant instant) {
    return TimeUnit.SECONDS.toMicros(instant.getEpochSecond())
        + TimeUnit.NANOSECONDS.toMicros(instant.getNano());
  }
}
