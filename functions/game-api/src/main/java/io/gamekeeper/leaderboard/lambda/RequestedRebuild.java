package io.gamekeeper.leaderboard.lambda;

import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.leaderboard.Board;
import io.gamekeeper.leaderboard.BoardRebuild;
import io.gamekeeper.leaderboard.BoardSeason;
import io.gamekeeper.leaderboard.Boards;
import io.gamekeeper.leaderboard.Season;
import io.gamekeeper.leaderboard.SeasonCalendar;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The rebuild of a board that somebody asks for: {@code {"board", "season"}}, the season optional.
 * The answer is {@code {"board", "season", "status", "players", "entries", "hash", "before"}},
 * where the status is {@code rebuilt}, or {@code busy} without the rest while another rebuild runs,
 * or {@code refused} with only a {@code reason} if there is no such board or season.
 */
final class RequestedRebuild {
  static final String STATUS = "status";
  static final String REASON = "reason";
  static final String BUSY = "busy";
  static final String REFUSED = "refused";

  private final Boards boards;
  private final BoardRebuild rebuild;
  private final InstantSource clock;
  private final Telemetry telemetry;

  RequestedRebuild(LeaderboardWiring wiring, InstantSource clock) {
    boards = wiring.boards();
    rebuild = wiring.rebuild();
    this.clock = clock;
    telemetry = wiring.telemetry();
  }

  /**
   * Rebuilds.
   *
   * @throws IllegalStateException if data was lost again meanwhile
   */
  Map<String, Object> answer(Map<String, String> event) {
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

  private Map<String, Object> rebuild(BoardSeason at) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("board", at.board().id());
    answer.put("season", at.season().id());
    switch (rebuild.rebuild(at)) {
      case BoardRebuild.Outcome.Rebuilt rebuilt -> {
        telemetry.count(GameMetric.LEADERBOARD_REBUILT);
        answer.put(STATUS, "rebuilt");
        answer.put("players", rebuilt.players());
        answer.put("entries", rebuilt.entries());
        answer.put("hash", rebuilt.hash());
        answer.put("before", rebuilt.before());
      }
      case BoardRebuild.Outcome.Busy() -> answer.put(STATUS, BUSY);
      case BoardRebuild.Outcome.Interrupted() ->
          // Thrown, so that Lambda tries an asynchronous request again.
          throw new IllegalStateException("data was lost again during the rebuild");
    }
    return answer;
  }

  private static Map<String, Object> refused(String reason) {
    return Map.of(STATUS, REFUSED, REASON, reason);
  }
}
