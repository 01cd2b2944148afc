package io.gamekeeper.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.leaderboard.Ranking.Row;
import io.gamekeeper.leaderboard.SubmitOutcome.Accepted;
import io.gamekeeper.leaderboard.store.DynamoScoreLog;
import io.gamekeeper.leaderboard.store.Engines;
import io.gamekeeper.leaderboard.store.RedisLeaderboard;
import io.gamekeeper.platform.Waiting;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Redis goes away with all its data and comes back empty while players submit scores. */
final class RedisOutageTest {
  private static final int PLAYERS = 4;
  private static final int SCORES = 250;

  private final Board board = Worlds.board(Policy.INCREMENT, Order.DESCENDING, 100);
  private final BoardSeason at =
      new BoardSeason(board, board.seasons().at(InstantSource.system().instant()));
  private final Waiting waiting = duration -> LockSupport.parkNanos(duration.toNanos());
  private final ScoreLog log = new DynamoScoreLog(Engines.dynamo(), Engines.table());
  private final RedisLeaderboard ranking =
      new RedisLeaderboard(Engines.redis(), InstantSource.system());
  private final Settlement settlement = new Settlement(log, ranking, waiting, new Random(1));
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  @Test
  @Timeout(60)
  void everyScoreCountsOnceAndPlayersRecoverByThemselves() throws Exception {
    CountDownLatch halfway = new CountDownLatch(PLAYERS * SCORES / 2);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      BoardRecovery recovery =
          new BoardRecovery(
              log,
              ranking,
              settlement,
              lost ->
                  threads.execute(
                      () ->
                          new BoardRebuild(log, ranking, settlement, new Random(2)).rebuild(lost)),
              waiting,
              new Random(3));
      List<Future<?>> players = new ArrayList<>();
      for (int player = 0; player < PLAYERS; player++) {
        String name = "p" + player;
        ScoreSubmission submission =
            new ScoreSubmission(
                log, ranking, settlement, recovery, InstantSource.system(), new Random(player));
        players.add(threads.submit(() -> play(submission, name, halfway)));
      }
      halfway.await();
      Engines.stopRedis();
      int refusedBefore = refused.get();
      while (refused.get() < refusedBefore + PLAYERS) {
        LockSupport.parkNanos(1_000_000);
      }
      Engines.restartRedis();
      for (Future<?> each : players) {
        each.get();
      }
    }

    assertThat(accepted).hasValue(PLAYERS * SCORES);
    assertThat(ranking.rows(at, 100, null))
        .hasSize(PLAYERS)
        .extracting(Row::score)
        .containsOnly((long) SCORES);
  }

  // As a client does it: the same key until the score is accepted.
  private void play(ScoreSubmission submission, String player, CountDownLatch progress) {
    for (int i = 0; i < SCORES; i++) {
      while (!(submission.submit(board, player, 1, "score " + i) instanceof Accepted)) {
        refused.incrementAndGet();
        LockSupport.parkNanos(20_000_000);
      }
      accepted.incrementAndGet();
      progress.countDown();
    }
  }
}
