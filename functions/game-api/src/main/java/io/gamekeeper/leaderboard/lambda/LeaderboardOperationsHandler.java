package io.gamekeeper.leaderboard.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.OperationsBoundary;
import io.gamekeeper.platform.http.Operators;
import io.gamekeeper.platform.http.Problem;
import io.gamekeeper.platform.http.Route;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers operators about leaderboards: rebuilds a board, hands out one player's scores. */
public final class LeaderboardOperationsHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  private static final int MOST_BYTES = 1024;

  private final RequestedRebuild rebuild;
  private final OperationsBoundary boundary;

  /** A season's id; null for the running one. */
  record RebuildRequest(@Nullable String season) {}

  /** Called by Lambda. */
  public LeaderboardOperationsHandler() {
    this(Platform.lambda());
  }

  public LeaderboardOperationsHandler(Platform platform) {
    LeaderboardWiring wiring = new LeaderboardWiring(platform);
    rebuild = new RequestedRebuild(wiring, platform.clock());
    Operators operators = Operators.of(platform, wiring.telemetry());
    boundary =
        new OperationsBoundary(
            wiring.telemetry(),
            Route.forOperators(
                "POST",
                "/ops/v1/leaderboards/{board}/rebuild",
                OperatorRole.ON_CALL,
                operators,
                this::rebuild),
            new PlayerRoute(wiring.playerScores()).of(operators));
  }

  @Override
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    return boundary.serve(event, context);
  }

  private HttpResponse rebuild(Call call) {
    return call.request()
        .body(RebuildRequest.class, MOST_BYTES)
        .answer(asked -> rebuild(call.variable("board"), asked.season()));
  }

  private HttpResponse rebuild(String board, @Nullable String season) {
    Map<String, String> asked = new HashMap<>(Map.of("board", board));
    if (season != null) {
      asked.put("season", season);
    }
    Map<String, Object> answer = rebuild.answer(asked);
    return switch (String.valueOf(answer.get(RequestedRebuild.STATUS))) {
      case RequestedRebuild.REFUSED ->
          HttpResponse.of(Problem.notFound(String.valueOf(answer.get(RequestedRebuild.REASON))));
      case RequestedRebuild.BUSY ->
          HttpResponse.of(
              Problem.conflict("another rebuild of " + board + " is running: wait for it"));
      default -> HttpResponse.changed(Map.of("hash", String.valueOf(answer.get("before"))), answer);
    };
  }
}
