package io.gamekeeper.leaderboard;

import io.gamekeeper.leaderboard.Ranking.Build;
import io.gamekeeper.leaderboard.Ranking.Condition;
import io.gamekeeper.leaderboard.Ranking.State;
import io.gamekeeper.platform.Waiting;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The recovery of boards whose ranking is lost: a small board – above all a new season's empty one
 * – is restored within a request, a large one in the background.
 */
public final class BoardRecovery {
  /** The most entries that a request restores by itself. */
  static final int SMALL = 400;

  private static final Duration BRIEF_LEASE = Duration.ofSeconds(10);
  private static final Duration BRIEF_PAUSE = Duration.ofMillis(100);
  private static final Duration CLAIM_LEASE = Duration.ofSeconds(30);

  private final ScoreLog log;
  private final Ranking ranking;
  private final Settlement settlement;
  private final RebuildRequests rebuilds;
  private final Waiting waiting;
  private final RandomGenerator random;

  public BoardRecovery(
      ScoreLog log,
      Ranking ranking,
      Settlement settlement,
      RebuildRequests rebuilds,
      Waiting waiting,
      RandomGenerator random) {
    this.log = log;
    this.ranking = ranking;
    this.settlement = settlement;
    this.rebuilds = rebuilds;
    this.waiting = waiting;
    this.random = random;
  }

  /**
   * Does what can be done within a request about a board that cannot be read.
   *
   * @return whether to try again at once
   */
  boolean becomesReady(BoardSeason at, Condition condition) {
    return switch (condition) {
      case LOST -> recover(at);
      case BUILDING_BRIEFLY -> pause();
      case BUILDING -> false;
    };
  }

  private boolean pause() {
    try {
      waiting.sleep(BRIEF_PAUSE);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Restores a lost board or has it restored; a complete board is left as it is.
   *
   * @return whether to try the board again at once
   */
  public boolean recover(BoardSeason at) {
    String token = RequestId.random(random);
    return switch (ranking.begin(at, token, Build.BRIEF, BRIEF_LEASE)) {
      case READY -> true;
      case BUSY -> pause(); // the next try finds out how long the other one takes
      case BEGUN -> restore(at, token);
    };
  }

  // The log is read after the build has begun: whoever found the board lost before that has logged
  // its entry already, whoever comes later counts its entry itself.
  private boolean restore(BoardSeason at, String token) {
    Optional<List<ScoreEntry>> entries = log.entriesUpTo(at, SMALL);
    if (entries.isEmpty()) {
      ranking.abandon(at, token, Build.BRIEF);
      if (ranking.claimRebuild(at, CLAIM_LEASE)) {
        request(at);
      }
      return false;
    }
    Map<String, Standing> standings = new HashMap<>();
    entries.get().stream()
        .collect(Collectors.groupingBy(ScoreEntry::player))
        .forEach(
            (player, ofPlayer) ->
                Standing.fold(at.board(), ofPlayer)
                    .ifPresent(standing -> standings.put(player, standing)));
    for (Map.Entry<String, State> conflict : ranking.settleAll(at, standings).entrySet()) {
      if (!settlement.settle(at, conflict.getKey(), conflict.getValue())) {
        return false;
      }
    }
    return ranking.finish(at, token, Build.BRIEF);
  }

  private void request(BoardSeason at) {
    try {
      rebuilds.request(at);
    } catch (RebuildNotRequestedException e) {
      // The next request that finds the board lost tries again, without waiting for the lease.
      ranking.releaseRebuild(at);
    }
  }
}
