package io.gamekeeper.leaderboard.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.gamekeeper.contract.erasure.ErasureEnvironment;
import io.gamekeeper.contract.erasure.ErasurePart;
import io.gamekeeper.leaderboard.PlayerScores;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.erasure.DynamoErasures;
import io.gamekeeper.platform.erasure.Erasure;
import io.gamekeeper.platform.erasure.ErasureRound;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.telemetry.TracedDynamoDb;
import java.util.Map;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Runs each minute: takes players who are to be erased out of the boards. */
public final class LeaderboardErasureHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  private final Telemetry telemetry;
  private final ErasureRound round;
  private final PlayerScores scores;
  private final RandomGenerator random;

  /** Called by Lambda. */
  public LeaderboardErasureHandler() {
    this(Platform.lambda());
  }

  public LeaderboardErasureHandler(Platform platform) {
    LeaderboardWiring wiring = new LeaderboardWiring(platform);
    telemetry = wiring.telemetry();
    scores = wiring.playerScores();
    random = platform.random();
    round =
        new ErasureRound(
            new DynamoErasures(
                new TracedDynamoDb(platform.client(DynamoDbClient.class), telemetry),
                ErasureEnvironment.from(platform.environment()).table()),
            platform.clock());
  }

  @Override
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    return telemetry.invocation(
        context,
        Telemetry.correlationId(null, context),
        () ->
            round.run(
                ErasurePart.LEADERBOARDS,
                erasure ->
                    scores.erase(erasure.player(), erasure.asked(), () -> Erasure.nobody(random))));
  }
}
