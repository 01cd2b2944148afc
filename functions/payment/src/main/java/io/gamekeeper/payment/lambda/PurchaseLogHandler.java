package io.gamekeeper.payment.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import io.gamekeeper.contract.PurchaseLogEnvironment;
import io.gamekeeper.contract.erasure.ErasureEnvironment;
import io.gamekeeper.contract.erasure.ErasurePart;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.erasure.DynamoErasures;
import io.gamekeeper.platform.erasure.Erasures;
import io.gamekeeper.platform.queue.QueueBatch;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.telemetry.TracedDynamoDb;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.lambda.powertools.idempotency.Idempotency;
import software.amazon.lambda.powertools.idempotency.exceptions.IdempotencyAlreadyInProgressException;
import software.amazon.lambda.powertools.idempotency.exceptions.IdempotencyInconsistentStateException;
import software.amazon.lambda.powertools.idempotency.exceptions.IdempotencyPersistenceLayerException;

/**
 * Keeps the purchases' events, as a queue delivers them, for marketing. Answers with the messages
 * that it could not process: the queue delivers those again, and in the end moves them to the
 * dead-letter queue. A message that is not an event of a purchase fails alone.
 */
public final class PurchaseLogHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {
  private static final Logger LOG = LoggerFactory.getLogger(PurchaseLogHandler.class);

  private final PurchaseLog log;
  private final Erasures erasures;
  private final Telemetry telemetry;

  /** Called by Lambda. */
  public PurchaseLogHandler() {
    this(Platform.lambda());
  }

  public PurchaseLogHandler(Platform platform) {
    telemetry = new Telemetry(platform);
    PurchaseLogEnvironment environment = PurchaseLogEnvironment.from(platform.environment());
    DynamoDbClient dynamo = new TracedDynamoDb(platform.client(DynamoDbClient.class), telemetry);
    OnceStore.install(dynamo, environment.onceTable(), "purchase-log", platform.clock());
    log = new PurchaseLog(dynamo, environment.purchaseLogTable());
    erasures = new DynamoErasures(dynamo, ErasureEnvironment.from(platform.environment()).table());
  }

  @Override
  public SQSBatchResponse handleRequest(SQSEvent batch, Context context) {
    return telemetry.invocation(
        context,
        Telemetry.correlationId(null, context),
        () -> {
          Idempotency.registerLambdaContext(context);
          return QueueBatch.handle(telemetry, batch, this::append);
        });
  }

  /**
   * Returns whether the event names a player who was erased since. It is asked after the event is
   * kept: whoever erases the log notes this first, so that one of the two finds the event.
   */
  private boolean isErased(PurchaseEvent event) {
    return erasures
        .find(event.player())
        .flatMap(erasure -> erasure.state(ErasurePart.PAYMENTS).named())
        .filter(until -> !Instant.parse(event.at()).isAfter(until))
        .isPresent();
  }

  /** Returns whether the message needs no further delivery. */
  private boolean append(SQSMessage message) {
    try {
      PurchaseEvent.Envelope event = PurchaseEvent.fromQueue(message.getBody());
      log.append(event.detail().eventId(), event);
      if (isErased(event.detail())) {
        log.takeBack(event.detail());
      }
      return true;
    } catch (MalformedEventException e) {
      LOG.error("Message {} goes to the dead letters", message.getMessageId(), e);
    } catch (IdempotencyAlreadyInProgressException | IdempotencyInconsistentStateException e) {
      LOG.info("Message {} is being processed elsewhere", message.getMessageId());
    } catch (IdempotencyPersistenceLayerException | SdkException e) {
      LOG.warn("Message {} comes back: {}", message.getMessageId(), e.toString());
    }
    return false;
  }
}
