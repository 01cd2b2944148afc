package io.gamekeeper.insight.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.gamekeeper.contract.PlayerFiguresEnvironment;
import io.gamekeeper.contract.erasure.ErasureEnvironment;
import io.gamekeeper.contract.erasure.ErasurePart;
import io.gamekeeper.insight.store.DynamoBooks;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.erasure.DynamoErasures;
import io.gamekeeper.platform.erasure.ErasureRound;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.telemetry.TracedDynamoDb;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Runs each minute: forgets when players were seen who are to be erased. It is done when a run
 * found nothing: a collector that ran meanwhile may have written what it had read before.
 */
public final class FiguresErasureHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  private final Telemetry telemetry;
  private final ErasureRound round;
  private final DynamoBooks books;

  /** Called by Lambda. */
  public FiguresErasureHandler() {
    this(Platform.lambda());
  }

  public FiguresErasureHandler(Platform platform) {
    telemetry = new Telemetry(platform);
    DynamoDbClient dynamo = new TracedDynamoDb(platform.client(DynamoDbClient.class), telemetry);
    books =
        new DynamoBooks(
            dynamo,
            PlayerFiguresEnvironment.from(platform.environment()).table(),
            platform.clock());
    round =
        new ErasureRound(
            new DynamoErasures(dynamo, ErasureEnvironment.from(platform.environment()).table()),
            platform.clock());
  }

  @Override
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    return telemetry.invocation(
        context,
        Telemetry.correlationId(null, context),
        () ->
            round.run(
                ErasurePart.FIGURES, erasure -> !books.forget(erasure.player(), erasure.asked())));
  }
}
