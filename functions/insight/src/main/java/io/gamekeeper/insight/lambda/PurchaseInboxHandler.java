package io.gamekeeper.insight.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import io.gamekeeper.contract.PlayerFiguresEnvironment;
import io.gamekeeper.insight.store.DynamoBooks;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.queue.QueueBatch;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.telemetry.TracedDynamoDb;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Keeps the purchases' events, as a queue delivers them, until the collector counts them. An event
 * that is delivered twice is kept once, or counts nothing the second time. Answers with the
 * messages that it could not keep; one that is not an event of a purchase fails alone.
 */
public final class PurchaseInboxHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {
  private static final Logger LOG = LoggerFactory.getLogger(PurchaseInboxHandler.class);

  private final DynamoBooks books;
  private final Telemetry telemetry;

  /** Called by Lambda. */
  public PurchaseInboxHandler() {
    this(Platform.lambda());
  }

  public PurchaseInboxHandler(Platform platform) {
    telemetry = new Telemetry(platform);
    books =
        new DynamoBooks(
            new TracedDynamoDb(platform.client(DynamoDbClient.class), telemetry),
            PlayerFiguresEnvironment.from(platform.environment()).table(),
            platform.clock());
  }

  @Override
  public SQSBatchResponse handleRequest(SQSEvent batch, Context context) {
    return telemetry.invocation(
        context,
        Telemetry.correlationId(null, context),
        () -> QueueBatch.handle(telemetry, batch, this::keep));
  }

  /** Returns whether the message needs no further delivery. */
  private boolean keep(SQSMessage message) {
    try {
      PurchaseMessage.read(message.getBody()).ifPresent(books::put);
      return true;
    } catch (IllegalArgumentException e) {
      LOG.error("Message {} goes to the dead letters", message.getMessageId(), e);
    } catch (SdkException e) {
      LOG.warn("Message {} comes back: {}", message.getMessageId(), e.toString());
    }
    return false;
  }
}
