package io.gamekeeper.event.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.TimeLimit;
import io.gamekeeper.contract.erasure.ErasureEnvironment;
import io.gamekeeper.contract.erasure.ErasurePart;
import io.gamekeeper.contract.event.EventStoreEnvironment;
import io.gamekeeper.event.PlayerErasure;
import io.gamekeeper.event.store.DynamoPlayerFile;
import io.gamekeeper.event.store.DynamoPlayers;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.erasure.DynamoErasures;
import io.gamekeeper.platform.erasure.Erasure;
import io.gamekeeper.platform.erasure.ErasureRound;
import io.gamekeeper.platform.erasure.Erasures;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.telemetry.TracedDynamoDb;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Runs each minute: erases the events of players who are to be erased, ends the erasures that every
 * part has confirmed, and measures how old the oldest unfinished one is.
 */
public final class PlayerErasureHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  private final Telemetry telemetry;
  private final Erasures erasures;
  private final ErasureRound round;
  private final PlayerErasure events;
  private final InstantSource clock;

  /** Called by Lambda. */
  public PlayerErasureHandler() {
    this(Platform.lambda());
  }

  public PlayerErasureHandler(Platform platform) {
    telemetry = new Telemetry(platform);
    clock = platform.clock();
    DynamoDbClient dynamo = new TracedDynamoDb(platform.client(DynamoDbClient.class), telemetry);
    EventStoreEnvironment stores = EventStoreEnvironment.from(platform.environment());
    erasures = new DynamoErasures(dynamo, ErasureEnvironment.from(platform.environment()).table());
    round = new ErasureRound(erasures, clock);
    events =
        new PlayerErasure(
            erasures,
            new DynamoPlayerFile(dynamo, stores.eventLogTable(), stores.playerTable()),
            DynamoPlayers.REMEMBERED.plus(TimeLimit.BATCH.duration()),
            clock);
  }

  @Override
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    return telemetry.invocation(context, Telemetry.correlationId(null, context), this::run);
  }

  private Map<String, Object> run() {
    Map<String, Object> answer = round.run(ErasurePart.EVENTS, events::goOn);
    Instant now = clock.instant();
    Duration oldest = Duration.ZERO;
    for (Erasure erasure : erasures.unfinished()) {
      if (erasure.isDoneEverywhere()) {
        erasures.finish(erasure, now);
      } else {
        Duration age = Duration.between(erasure.asked(), now);
        oldest = age.compareTo(oldest) > 0 ? age : oldest;
      }
    }
    telemetry.record(GameMetric.OLDEST_UNFINISHED_ERASURE, (double) oldest.toSeconds());
    return answer;
  }
}
