package io.gamekeeper.event.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import io.gamekeeper.contract.event.EventStoreEnvironment;
import io.gamekeeper.event.EventMessage;
import io.gamekeeper.event.Listener;
import io.gamekeeper.event.ListenersFile;
import io.gamekeeper.event.PlayerEvent;
import io.gamekeeper.event.ProgressListener;
import io.gamekeeper.event.queue.EventCodec;
import io.gamekeeper.event.store.DynamoPlayers;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.queue.QueueBatch;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.telemetry.TracedDynamoDb;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Calls the listener {@code progress} with each player's events in their order, as the FIFO queue
 * delivers them. A message that it fails for comes again before that player's next; in the end it
 * goes to the dead letters, and the player's next follows.
 */
public final class PlayerProgressHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {
  private static final Logger LOG = LoggerFactory.getLogger(PlayerProgressHandler.class);

  private final Telemetry telemetry;
  private final EventMeter meter;
  private final Platform platform;
  private final Listener declared;
  private final ProgressListener listener;

  /** Called by Lambda. */
  public PlayerProgressHandler() {
    this(Platform.lambda());
  }

  public PlayerProgressHandler(Platform platform) {
    this.platform = platform;
    telemetry = new Telemetry(platform);
    meter = new EventMeter(telemetry);
    declared = ListenersFile.packaged().named("progress").orElseThrow();
    listener =
        new ProgressListener(
            new DynamoPlayers(
                new TracedDynamoDb(platform.client(DynamoDbClient.class), telemetry),
                EventStoreEnvironment.from(platform.environment()).playerTable(),
                platform.clock(),
                platform.random()::nextBytes));
  }

  @Override
  public SQSBatchResponse handleRequest(SQSEvent batch, Context context) {
    return telemetry.invocation(
        context,
        Telemetry.correlationId(null, context),
        () -> QueueBatch.handle(telemetry, batch, this::handle));
  }

  /** Returns whether the message needs no further delivery. */
  private boolean handle(SQSMessage message) {
    EventMessage read;
    try {
      read = EventCodec.read(message.getBody());
    } catch (IllegalArgumentException e) {
      LOG.error("Message {} goes to the dead letters", message.getMessageId(), e);
      return false;
    }
    List<PlayerEvent> events =
        read.events().stream().filter(event -> declared.types().contains(event.type())).toList();
    return events.isEmpty() || handle(read, events);
  }

  private boolean handle(EventMessage message, List<PlayerEvent> events) {
    Instant start = platform.clock().instant();
    boolean handled;
    try {
      handled = listener.handle(events).isEmpty();
    } catch (SdkException e) {
      LOG.warn("Events of {} come back", events.getFirst().player(), e);
      handled = false;
    }
    Instant end = platform.clock().instant();
    meter.called(
        declared.name(), events.size(), handled ? 0 : events.size(), Duration.between(start, end));
    if (handled) {
      meter.handled(events.size(), 0, message.latency(end));
    } else {
      meter.handled(0, events.size(), Duration.ZERO);
    }
    return handled;
  }
}
