package io.gamekeeper.leaderboard;

import io.gamekeeper.leaderboard.Ranking.Settled;
import io.gamekeeper.leaderboard.Ranking.State;
import io.gamekeeper.platform.Waiting;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Makes the ranking agree with the log about one player, while submissions go on. */
public final class Settlement {
  private static final int ATTEMPTS = 8;
  private static final int FIRST_PAUSE_MILLIS = 4;

  private final ScoreLog log;
  private final Ranking ranking;
  private final Waiting waiting;
  private final RandomGenerator random;

  public Settlement(ScoreLog log, Ranking ranking, Waiting waiting, RandomGenerator random) {
    this.log = log;
    this.ranking = ranking;
    this.waiting = waiting;
    this.random = random;
  }

  /**
   * Settles one player. The state must have been read before this call: what the log says
   * afterwards then includes everything that the state had counted.
   *
   * @return false if others kept changing the player's standing
   */
  public boolean settle(BoardSeason at, String player, State before) {
    State state = before;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Standing> standing = Standing.fold(at.board(), log.entriesOf(at, player));
      if (standing.isEmpty()) {
        ranking.remove(at, player, state);
        return true;
      }
      switch (ranking.settle(at, player, state, standing.get())) {
        case Settled.Done() -> {
          return true;
        }
        case Settled.Conflict(State current) -> state = current;
      }
      if (!pause(attempt)) {
        return false;
      }
    }
    return false;
  }

  private boolean pause(int attempt) {
    try {
      waiting.sleep(Duration.ofMillis(1 + random.nextInt(FIRST_PAUSE_MILLIS << attempt)));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
