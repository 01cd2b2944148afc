package io.gamekeeper.bench;

import io.gamekeeper.contract.ScoreLogTable;
import io.gamekeeper.leaderboard.Board;
import io.gamekeeper.leaderboard.BoardSeason;
import io.gamekeeper.leaderboard.RequestId;
import io.gamekeeper.leaderboard.ScoreEntry;
import io.gamekeeper.leaderboard.ScoreLog;
import io.gamekeeper.leaderboard.Stamp;
import io.gamekeeper.leaderboard.store.DynamoScoreLog;
import io.gamekeeper.local.engine.Durability;
import io.gamekeeper.local.engine.DynamoEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The processor time of one entry in the score log. The stage's DynamoDB is a library in the
 * stage's own process, so its share can be known only by measuring it alone.
 */
final class ScoreLogCost {
  private static final String TABLE = "log";

  /** The compiler must be done before anything is measured. */
  private static final int WARM_UP_ROUNDS = 9;

  private ScoreLogCost() {}

  /** Returns the microseconds per entry, in memory, one after the other. */
  static double micros(Board board, int entries) {
    RandomGenerator random = new SplittableRandom(13);
    try (DynamoEngine engine = new DynamoEngine(Path.of(""), Durability.TEMPORARY)) {
      Tables.create(engine.client(), TABLE, ScoreLogTable.PARTITION_KEY, ScoreLogTable.SORT_KEY);
      ScoreLog log = new DynamoScoreLog(engine.client(), TABLE);
      BoardSeason at = new BoardSeason(board, board.seasons().at(Instant.now()));
      for (int round = 0; round < WARM_UP_ROUNDS; round++) {
        append(log, at, entries, random);
      }
      Duration before = ownTime();
      append(log, at, entries, random);
      return ownTime().minus(before).toNanos() / 1e3 / entries;
    }
  }

  private static void append(ScoreLog log, BoardSeason at, int entries, RandomGenerator random) {
    for (int i = 0; i < entries; i++) {
      log.append(
          at, new ScoreEntry("player-" + i % 1000, i, new Stamp(i, RequestId.random(random))));
    }
  }

  private static Duration ownTime() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }
}
