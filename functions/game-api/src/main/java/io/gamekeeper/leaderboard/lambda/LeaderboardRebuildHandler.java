package io.gamekeeper.leaderboard.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.leaderboard.Board;
import io.gamekeeper.leaderboard.BoardRebuild;
import io.gamekeeper.leaderboard.BoardSeason;
import io.gamekeeper.leaderboard.Boards;
import io.gamekeeper.leaderboard.Season;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Rebuilds a board in Redis from the score log. Takes {@code {"board", "season"}}, the season
 * optional; answers {@code {"board", "season", "status", "players", "entries", "hash", "before"}},
 * where the status is {@code rebuilt}, or {@code busy} without the rest while another rebuild runs.
 */
public final class LeaderboardRebuildHandler
    implements RequestHandler<Map<String, String>, Map<String, Object>> {
  private final Boards boards;
  private final BoardRebuild rebuild;
  private final InstantSource clock;
  private final Telemetry telemetry;

  /** What Lambda calls. */
  public LeaderboardRebuildHandler() {
    this(Platform.lambda());
  }

  public LeaderboardRebuildHandler(Platform platform) {
    LeaderboardWiring wiring = new LeaderboardWiring(platform);
    boards = wiring.boards();
    rebuild = wiring.rebuild();
    clock = platform.clock();
    telemetry = wiring.telemetry();
  }

  @Override
  public Map<String, Object> handleRequest(Map<String, String> event, Context context) {
    return telemetry.invocation(
        context, Telemetry.correlationId(null, context), () -> rebuild(boardSeason(event)));
  }

  private Map<String, Object> rebuild(BoardSeason at) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("board", at.board().id());
    answer.put("season", at.season().id());
    switch (rebuild.rebuild(at)) {
      case BoardRebuild.Outcome.Rebuilt rebuilt -> {
        telemetry.count(GameMetric.LEADERBOARD_REBUILT);
        answer.put("status", "rebuilt");
        answer.put("players", rebuilt.players());
        answer.put("entries", rebuilt.entries());
        answer.put("hash", rebuilt.hash());
        answer.put("before", rebuilt.before());
      }
      case BoardRebuild.Outcome.Busy() -> answer.put("status", "busy");
      case BoardRebuild.Outcome.Interrupted() ->
          // Thrown, so that Lambda tries an asynchronous request again.
          throw new IllegalStateException("data was lost again during the rebuild");
    }
    return answer;
  }

  private BoardSeason boardSeason(Map<String, String> event) {
    String id = event.get("board");
    if (id == null) {
      throw new IllegalArgumentException("the event names no board");
    }
    Board board =
        boards.find(id).orElseThrow(() -> new IllegalArgumentException("there is no board " + id));
    String seasonId = event.get("season");
    Season season =
        seasonId == null
            ? board.seasons().at(clock.instant())
            : board
                .seasons()
                .find(seasonId)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException("board " + id + " has no season " + seasonId));
    return new BoardSeason(board, season);
  }
}
