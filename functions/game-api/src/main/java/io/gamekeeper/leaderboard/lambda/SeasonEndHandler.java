package io.gamekeeper.leaderboard.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.leaderboard.Board;
import io.gamekeeper.leaderboard.BoardRecovery;
import io.gamekeeper.leaderboard.BoardSeason;
import io.gamekeeper.leaderboard.Boards;
import io.gamekeeper.leaderboard.RankingUnavailableException;
import io.gamekeeper.leaderboard.Season;
import io.gamekeeper.leaderboard.SeasonCalendar;
import io.gamekeeper.leaderboard.SeasonEnd;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs each minute: freezes the seasons that have ended, and makes running and upcoming ones usable
 * before the first score arrives. Answers {@code {"frozen": ["board#season", …]}}.
 */
public final class SeasonEndHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  private static final Logger LOG = LoggerFactory.getLogger(SeasonEndHandler.class);
  private static final Duration AHEAD = Duration.ofMinutes(5);

  /** How many ended seasons of a board one run looks at. */
  private static final int MOST_MISSED = 7;

  private final Boards boards;
  private final SeasonEnd seasonEnd;
  private final BoardRecovery recovery;
  private final InstantSource clock;
  private final Telemetry telemetry;

  /** Called by Lambda. */
  public SeasonEndHandler() {
    this(Platform.lambda());
  }

  public SeasonEndHandler(Platform platform) {
    LeaderboardWiring wiring = new LeaderboardWiring(platform);
    boards = wiring.boards();
    seasonEnd = wiring.seasonEnd();
    recovery = wiring.patientRecovery();
    clock = platform.clock();
    telemetry = wiring.telemetry();
  }

  @Override
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    return telemetry.invocation(
        context, Telemetry.correlationId(null, context), () -> Map.of("frozen", run()));
  }

  private List<String> run() {
    Instant now = clock.instant();
    List<String> frozen = new ArrayList<>();
    for (Board board : boards.all()) {
      Season running = board.seasons().at(now);
      if (board.seasons().kind() != SeasonCalendar.Kind.NONE) {
        freezeEnded(board, running, frozen);
      }
      prepare(new BoardSeason(board, running));
      Season soon = board.seasons().at(now.plus(AHEAD));
      if (!soon.equals(running)) {
        prepare(new BoardSeason(board, soon));
      }
    }
    return frozen;
  }

  /** Freezes the season before the running one, and those before it that no run has frozen. */
  private void freezeEnded(Board board, Season running, List<String> frozen) {
    Season season = running;
    for (int i = 0; i < MOST_MISSED; i++) {
      season = board.seasons().before(season);
      BoardSeason at = new BoardSeason(board, season);
      boolean wasFrozen = freeze(at, frozen);
      if (i == 0) {
        seasonEnd.forget(at);
      }
      if (wasFrozen) {
        return;
      }
    }
  }

  /** Freezes a season; returns whether it was frozen before. */
  private boolean freeze(BoardSeason at, List<String> frozen) {
    return switch (seasonEnd.settle(at)) {
      case SeasonEnd.Outcome.Frozen(var head, boolean now) -> {
        if (now) {
          telemetry.count(GameMetric.SEASON_FROZEN);
          frozen.add(at.board().id() + '#' + at.season().id());
          LOG.info(
              "Froze season {} of board {}: {} ranks",
              at.season().id(),
              at.board().id(),
              head.total());
        }
        yield !now;
      }
      case SeasonEnd.Outcome.TooEarly(), SeasonEnd.Outcome.NobodyPlayed() -> false;
    };
  }

  private void prepare(BoardSeason at) {
    try {
      recovery.recover(at);
    } catch (RankingUnavailableException e) {
      // Freezing needs only the log; the next run, or the first player, prepares the board.
      LOG.warn("The ranking does not answer: {}", e.getMessage());
    }
  }
}
