package io.gamekeeper.leaderboard;

import io.gamekeeper.leaderboard.Ranking.Begun;
import io.gamekeeper.leaderboard.Ranking.Build;
import io.gamekeeper.leaderboard.Ranking.Position;
import io.gamekeeper.leaderboard.Ranking.Row;
import io.gamekeeper.leaderboard.Ranking.State;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Rebuilds a board's ranking from the log, in place: a complete board stays readable meanwhile, and
 * submissions go on.
 */
public final class BoardRebuild {
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final int BATCH = 500;
  private static final String FIRST = "0";

  private final ScoreLog log;
  private final Ranking ranking;
  private final Settlement settlement;
  private final RandomGenerator random;

  public BoardRebuild(
      ScoreLog log, Ranking ranking, Settlement settlement, RandomGenerator random) {
    this.log = log;
    this.ranking = ranking;
    this.settlement = settlement;
    this.random = random;
  }

  /** The result of a rebuild. */
  public sealed interface Outcome {
    /**
     * The board is complete.
     *
     * @param players how many the log knows
     * @param entries how many the log holds
     * @param hash of the board now
     * @param before hash of what the ranking held before
     */
    record Rebuilt(long players, long entries, String hash, String before) implements Outcome {}

    /** Another rebuild of the board is running. */
    record Busy() implements Outcome {}

    /** Data was lost again or players kept changing: start over. */
    record Interrupted() implements Outcome {}
  }

  /** Rebuilds a board's season. */
  public Outcome rebuild(BoardSeason at) {
    String token = RequestId.random(random);
    Begun begun = ranking.begin(at, token, Build.LONG, LEASE);
    if (begun == Begun.BUSY) {
      return new Outcome.Busy();
    }
    String before = hash(at);
    Run run = new Run(at, token, begun == Begun.BEGUN);
    log.forEachPlayer(at, run::add);
    run.flush();
    run.settleStrangers();
    ranking.sweep(at);
    if (!run.finish()) {
      return new Outcome.Interrupted();
    }
    return new Outcome.Rebuilt(run.known.size(), run.entries, hash(at), before);
  }

  private String hash(BoardSeason at) {
    BoardHash hash = new BoardHash();
    Position after = null;
    while (true) {
      List<Row> rows = ranking.rows(at, BATCH, after);
      rows.forEach(hash::add);
      if (rows.size() < BATCH) {
        return hash.finish();
      }
      Row last = rows.getLast();
      long sortScore = at.board().order().sortScore(last.score());
      after = new Position(sortScore, last.reached(), last.player());
    }
  }

  /** One rebuild on its way through the log. */
  private final class Run {
    private final BoardSeason at;
    private final String token;
    private final boolean ownsBuild;
    private final Set<String> known = new HashSet<>();
    private final Map<String, Standing> batch = new HashMap<>();
    private long entries;
    private boolean interrupted;

    Run(BoardSeason at, String token, boolean ownsBuild) {
      this.at = at;
      this.token = token;
      this.ownsBuild = ownsBuild;
    }

    void add(List<ScoreEntry> ofPlayer) {
      String player = ofPlayer.getFirst().player();
      known.add(player);
      entries += ofPlayer.size();
      Standing.fold(at.board(), ofPlayer).ifPresent(standing -> batch.put(player, standing));
      if (batch.size() == BATCH) {
        flush();
      }
    }

    void flush() {
      settleEach(ranking.settleAll(at, batch));
      batch.clear();
      if (ownsBuild && !ranking.prolong(at, token, Build.LONG, LEASE)) {
        interrupted = true;
      }
    }

    /** Settles players that the ranking knows and that the log, as it was read, did not. */
    void settleStrangers() {
      String cursor = FIRST;
      do {
        Ranking.Players players = ranking.players(at, cursor);
        Map<String, State> strangers = new HashMap<>(players.states());
        strangers.keySet().removeAll(known);
        settleEach(strangers);
        cursor = players.next();
      } while (!cursor.equals(FIRST));
    }

    boolean finish() {
      return !interrupted && (!ownsBuild || ranking.finish(at, token, Build.LONG));
    }

    private void settleEach(Map<String, State> states) {
      states.forEach(
          (player, state) -> {
            if (!settlement.settle(at, player, state)) {
              interrupted = true;
            }
          });
    }
  }
}
