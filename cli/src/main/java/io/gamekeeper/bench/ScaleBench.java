package io.gamekeeper.bench;

import io.gamekeeper.leaderboard.Board;
import io.gamekeeper.leaderboard.BoardSeason;
import io.gamekeeper.leaderboard.Order;
import io.gamekeeper.leaderboard.Policy;
import io.gamekeeper.leaderboard.Ranking;
import io.gamekeeper.leaderboard.Ranking.Build;
import io.gamekeeper.leaderboard.Ranking.Position;
import io.gamekeeper.leaderboard.Ranking.Reading;
import io.gamekeeper.leaderboard.RankingUnavailableException;
import io.gamekeeper.leaderboard.RequestId;
import io.gamekeeper.leaderboard.ScoreBounds;
import io.gamekeeper.leaderboard.SeasonCalendar;
import io.gamekeeper.leaderboard.Stamp;
import io.gamekeeper.leaderboard.Standing;
import io.gamekeeper.leaderboard.Total;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.HdrHistogram.Histogram;

/**
 * The bench of how much slower ranks and pages become on a larger board: it runs the scripts on a
 * real Redis, one call at a time, the boards in turn so that both see the same machine.
 */
final class ScaleBench {
  private static final int BATCH = 1_000;
  private static final int ATTEMPTS = 3;
  private static final int WARM_UP = 2_000;
  private static final ScoreBounds BOUNDS = new ScoreBounds(0, 1_000_000_000);

  private final Ranking ranking;

  ScaleBench(Ranking ranking) {
    this.ranking = ranking;
  }

  /**
   * Latencies on a board of that size.
   *
   * @param rankMicros of a player's rank with ten neighbours
   * @param pageMicros of ten ranks anywhere on the board
   */
  record Result(int entries, Histogram rankMicros, Histogram pageMicros) {
    double rankP99() {
      return rankMicros.getValueAtPercentile(99);
    }

    double pageP99() {
      return pageMicros.getValueAtPercentile(99);
    }
  }

  /** Fills a board of each size and measures each with that many calls of a kind. */
  List<Result> run(List<Integer> sizes, int calls) {
    RandomGenerator random = new SplittableRandom(7);
    List<Filled> boards = sizes.stream().map(size -> fill(size, random)).toList();
    boards.forEach(board -> measure(board, WARM_UP, random));
    List<Result> results = new ArrayList<>();
    for (Filled board : boards) {
      results.add(new Result(board.positions.size(), new Histogram(3), new Histogram(3)));
    }
    int rounds = 20;
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < boards.size(); i++) {
        Result part = measure(boards.get(i), calls / rounds, random);
        results.get(i).rankMicros().add(part.rankMicros());
        results.get(i).pageMicros().add(part.pageMicros());
      }
    }
    return results;
  }

  private record Filled(BoardSeason at, List<Position> positions) {}

  private Filled fill(int entries, RandomGenerator random) {
    SeasonCalendar noSeasons = new SeasonCalendar(SeasonCalendar.Kind.NONE, ZoneOffset.UTC);
    Board board =
        new Board("bench-" + entries, Order.DESCENDING, Policy.BEST, BOUNDS, noSeasons, entries);
    BoardSeason at = new BoardSeason(board, noSeasons.at(Instant.EPOCH));
    String build = RequestId.random(random);
    ranking.begin(at, build, Build.LONG, Duration.ofMinutes(10));
    List<Position> positions = new ArrayList<>(entries);
    Map<String, Standing> batch = new LinkedHashMap<>();
    for (int i = 0; i < entries; i++) {
      String player = "player-" + i;
      long score = random.nextLong(BOUNDS.max());
      Stamp stamp = new Stamp(1_700_000_000_000_000L + i, RequestId.random(random));
      positions.add(new Position(board.order().sortScore(score), stamp, player));
      batch.put(player, new Standing(score, stamp, true, stamp, Total.ZERO, List.of()));
      if (batch.size() == BATCH || i == entries - 1) {
        settle(at, batch);
        batch.clear();
      }
    }
    ranking.finish(at, build, Build.LONG);
    return new Filled(at, positions);
  }

  /**
   * Settles players, again if need be: settling twice is harmless, and a busy machine may delay
   * Redis beyond a call's time limit.
   */
  private void settle(BoardSeason at, Map<String, Standing> batch) {
    for (int attempt = 1; ; attempt++) {
      try {
        ranking.settleAll(at, batch);
        return;
      } catch (RankingUnavailableException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private Result measure(Filled board, int calls, RandomGenerator random) {
    Histogram rank = new Histogram(3);
    Histogram page = new Histogram(3);
    for (int i = 0; i < calls; i++) {
      Position player = board.positions.get(random.nextInt(board.positions.size()));
      long start = System.nanoTime();
      expectReady(ranking.around(board.at, player.player(), 5));
      long middle = System.nanoTime();
      expectReady(ranking.page(board.at, 10, player));
      rank.recordValue((middle - start) / 1000);
      page.recordValue((System.nanoTime() - middle) / 1000);
    }
    return new Result(board.positions.size(), rank, page);
  }

  private static void expectReady(Reading<?> reading) {
    if (reading instanceof Reading.NotReady<?>(Ranking.Condition condition)) {
      throw new IllegalStateException("the bench's own board is not ready: " + condition);
    }
  }
}
