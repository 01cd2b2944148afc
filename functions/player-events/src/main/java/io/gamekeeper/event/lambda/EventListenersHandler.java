package io.gamekeeper.event.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import io.gamekeeper.contract.event.EventRetryEnvironment;
import io.gamekeeper.contract.event.EventStoreEnvironment;
import io.gamekeeper.contract.event.LakeEnvironment;
import io.gamekeeper.event.Dispatch;
import io.gamekeeper.event.EventListener;
import io.gamekeeper.event.LakeListener;
import io.gamekeeper.event.Listeners;
import io.gamekeeper.event.ListenersFile;
import io.gamekeeper.event.LogListener;
import io.gamekeeper.event.Players;
import io.gamekeeper.event.queue.SqsFailedEvents;
import io.gamekeeper.event.store.DynamoEventLog;
import io.gamekeeper.event.store.DynamoPlayers;
import io.gamekeeper.event.store.FirehoseLake;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Calls the listeners that need no order with events as two queues deliver them: new ones, and
 * those that a listener failed for. Answers with the messages that have to come again.
 */
public final class EventListenersHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {
  private final Telemetry telemetry;
  private final EventMeter meter;
  private final Dispatch dispatch;

  /** Called by Lambda. */
  public EventListenersHandler() {
    this(Platform.lambda());
  }

  public EventListenersHandler(Platform platform) {
    this(platform, ListenersFile.packaged());
  }

  EventListenersHandler(Platform platform, Listeners listeners) {
    telemetry = new Telemetry(platform);
    meter = new EventMeter(telemetry);
    dispatch =
        new Dispatch(
            listeners.unordered(),
            code(platform),
            new SqsFailedEvents(
                platform.client(SqsClient.class),
                EventRetryEnvironment.from(platform.environment()),
                telemetry),
            meter,
            platform.clock(),
            platform.random());
  }

  /** Returns what is called for each name in {@code listeners.yaml}. */
  private Map<String, EventListener> code(Platform platform) {
    EventStoreEnvironment stores = EventStoreEnvironment.from(platform.environment());
    // Not traced: listeners run on threads of their own, which may outlive the invocation.
    DynamoDbClient dynamo = platform.client(DynamoDbClient.class);
    Players players =
        new DynamoPlayers(
            dynamo, stores.playerTable(), platform.clock(), platform.random()::nextBytes);
    return Map.of(
        "log",
        new LogListener(
            new DynamoEventLog(dynamo, stores.eventLogTable(), Duration.ofDays(stores.keptDays())),
            players,
            meter::isNew),
        "lake",
        new LakeListener(
            new FirehoseLake(
                platform.client(FirehoseClient.class),
                LakeEnvironment.from(platform.environment()).stream()),
            players));
  }

  @Override
  public SQSBatchResponse handleRequest(SQSEvent batch, Context context) {
    return telemetry.invocation(
        context,
        Telemetry.correlationId(null, context),
        () -> {
          try {
            return EventBatch.dispatch(telemetry, batch, dispatch);
          } finally {
            meter.flush();
          }
        });
  }
}
