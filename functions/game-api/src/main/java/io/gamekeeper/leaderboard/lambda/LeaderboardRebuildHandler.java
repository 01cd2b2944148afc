package io.gamekeeper.leaderboard.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.leaderboard.Board;
import io.gamekeeper.leaderboard.BoardRebuild;
import io.gamekeeper.leaderboard.BoardSeason;
import io.gamekeeper.leaderboard.Boards;
import io.gamekeeper.leaderboard.Season;
import io.gamekeeper.leaderboard.SeasonCalendar;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Rebuilds a board in Redis from the score log. Takes {@code {"board", "season"}}, the season
 * optional; answers {@code {"board", "season", "status", "players", "entries", "hash", "before"}},
 * where the status is {@code rebuilt}, or {@code busy} without the rest while another rebuild runs,
 * or {@code refused} with only a {@code reason} if there is no such board or season.
 */
public final class LeaderboardRebuildHandler
    implements RequestHandler<Map<String, String>, Map<String, Object>> {
  private final Boards boards;
  private final BoardRebuild rebuild;
  private final InstantSource clock;
  private final Telemetry telemetry;

  /** Called by Lambda. */
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
        context, Telemetry.correlationId(null, context), () -> answer(event));
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

  private Map<String, Object> answer(Map<String, String> event) {
    String id = event.getOrDefault("board", "");
    Optional<Board> board = boards.find(id);
    if (board.isEmpty()) {
      String known = boards.all().stream().map(Board::id).collect(Collectors.joining(", "));
      return refused("there is no board '" + id + "': choose one of " + known);
    }
    SeasonCalendar seasons = board.get().seasons();
    Season running = seasons.at(clock.instant());
    String seasonId = event.getOrDefault("season", running.id());
    return seasons
        .find(seasonId)
        .map(season -> rebuild(new BoardSeason(board.get(), season)))
        .orElseGet(
            () ->
                refused(
                    "board '"
                        + id
                        + "' has no season '"
                        + seasonId
                        + "'; the running one is "
                        + running.id()));
  }

  private static Map<String, Object> refused(String reason) {
    return Map.of("status", "refused", "reason", reason);
  }
}
