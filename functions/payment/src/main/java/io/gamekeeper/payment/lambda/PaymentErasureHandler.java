package io.gamekeeper.payment.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.gamekeeper.contract.Environment;
import io.gamekeeper.contract.PurchaseLogEnvironment;
import io.gamekeeper.contract.erasure.ErasureEnvironment;
import io.gamekeeper.contract.erasure.ErasurePart;
import io.gamekeeper.payment.PlayerRecords;
import io.gamekeeper.platform.DatabaseLimits;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.erasure.DynamoErasures;
import io.gamekeeper.platform.erasure.Erasure;
import io.gamekeeper.platform.erasure.ErasureRound;
import io.gamekeeper.platform.erasure.Erasures;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.telemetry.TracedDynamoDb;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Runs each minute: takes the names of players who are to be erased out of the books, and their
 * entries out of the purchase log. The books come first; when they are done it is noted until when
 * announced purchases name the player, so that those which are still on their way are dropped.
 */
public final class PaymentErasureHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  private final Telemetry telemetry;
  private final Erasures erasures;
  private final ErasureRound round;
  private final PlayerRecords books;
  private final PlayersPurchaseLog log;
  private final InstantSource clock;
  private final RandomGenerator random;

  /** Called by Lambda. */
  public PaymentErasureHandler() {
    this(Platform.lambda());
  }

  public PaymentErasureHandler(Platform platform) {
    PaymentWiring wiring = PaymentWiring.inBackground(platform, DatabaseLimits.BACKGROUND);
    telemetry = wiring.telemetry();
    books = wiring.players();
    clock = platform.clock();
    random = platform.random();
    DynamoDbClient dynamo = new TracedDynamoDb(platform.client(DynamoDbClient.class), telemetry);
    erasures = new DynamoErasures(dynamo, ErasureEnvironment.from(platform.environment()).table());
    round = new ErasureRound(erasures, clock);
    log =
        new PlayersPurchaseLog(
            dynamo,
            Environment.required(
                platform.environment(), PurchaseLogEnvironment.PURCHASE_LOG_TABLE));
  }

  @Override
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    return telemetry.invocation(
        context,
        Telemetry.correlationId(null, context),
        () -> round.run(ErasurePart.PAYMENTS, this::erase));
  }

  private boolean erase(Erasure erasure) {
    Optional<Instant> done =
        books.erase(erasure.id(), erasure.player(), Erasure.nobody(random), clock);
    if (done.isEmpty()) {
      return false;
    }
    erasures.named(erasure, ErasurePart.PAYMENTS, done.get());
    log.erase(erasure.player(), done.get());
    return true;
  }
}
