package io.gamekeeper.leaderboard.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.util.Map;

/**
 * Rebuilds a board in Redis from the score log, for functions that found it empty; what it takes
 * and answers is {@link RequestedRebuild}'s.
 */
public final class LeaderboardRebuildHandler
    implements RequestHandler<Map<String, String>, Map<String, Object>> {
  private final RequestedRebuild rebuild;
  private final Telemetry telemetry;

  /** Called by Lambda. */
  public LeaderboardRebuildHandler() {
    this(Platform.lambda());
  }

  public LeaderboardRebuildHandler(Platform platform) {
    LeaderboardWiring wiring = new LeaderboardWiring(platform);
    rebuild = new RequestedRebuild(wiring, platform.clock());
    telemetry = wiring.telemetry();
  }

  @Override
  public Map<String, Object> handleRequest(Map<String, String> event, Context context) {
    return telemetry.invocation(
        context, Telemetry.correlationId(null, context), () -> rebuild.answer(event));
  }
}
