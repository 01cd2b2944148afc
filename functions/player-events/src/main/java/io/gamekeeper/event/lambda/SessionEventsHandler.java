package io.gamekeeper.event.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.event.SessionEventsEnvironment;
import io.gamekeeper.event.ListenersFile;
import io.gamekeeper.event.SessionEvents;
import io.gamekeeper.event.queue.SqsEventQueue;
import io.gamekeeper.event.store.RedisSessionPosition;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.RedisConnection;
import io.gamekeeper.platform.session.RedisSessionFeed;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.telemetry.TracedRedis;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Runs each minute: puts players' logins and logouts, as game servers report them, into the queue.
 * Answers {@code {"queued": n, "rejected": n}}. Fails when Redis or the queue does not answer or
 * the queue is full; the next run goes on from what the queue has.
 */
public final class SessionEventsHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  private static final Logger LOG = LoggerFactory.getLogger(SessionEventsHandler.class);

  /** What a step may take: two calls of Redis, and ten of SQS that answers soon. */
  private static final Duration STEP = Duration.ofSeconds(15);

  private final Telemetry telemetry;
  private final SessionEvents sessions;

  /** Called by Lambda. */
  public SessionEventsHandler() {
    this(Platform.lambda());
  }

  public SessionEventsHandler(Platform platform) {
    telemetry = new Telemetry(platform);
    SessionEventsEnvironment environment = SessionEventsEnvironment.from(platform.environment());
    RedisConnection redis =
        new TracedRedis(
            platform.redis(environment.redisHost(), environment.redisPort()), telemetry);
    SqsEventQueue queue =
        new SqsEventQueue(platform.client(SqsClient.class), environment.queues(), telemetry);
    sessions =
        new SessionEvents(
            new RedisSessionFeed(redis),
            new RedisSessionPosition(redis),
            ListenersFile.packaged(),
            queue,
            EventMeter.gauge(telemetry, queue, environment.queues(), platform.clock()),
            platform.clock());
  }

  @Override
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    return telemetry.invocation(context, Telemetry.correlationId(null, context), this::run);
  }

  private Map<String, Object> run() {
    SessionEvents.Report report = sessions.run(() -> telemetry.timeLeft().compareTo(STEP) > 0);
    telemetry.record(GameMetric.EVENTS_ACCEPTED, report.queued());
    telemetry.record(GameMetric.EVENTS_REJECTED, report.rejected());
    telemetry.record(GameMetric.SESSION_EVENT_GAPS, report.gaps());
    return switch (report.end()) {
      case SessionEvents.End.Done _ -> answer(report);
      case SessionEvents.End.OutOfTime _ -> {
        LOG.info("More reports of sessions wait for the next run");
        yield answer(report);
      }
      case SessionEvents.End.OtherRun _ -> {
        LOG.info("Another run puts reports of sessions into the queue");
        yield answer(report);
      }
      case SessionEvents.End.Full _ ->
          throw new IllegalStateException(
              "the queue is full: reports of sessions wait in their stream");
      case SessionEvents.End.NotConfirmed(Exception cause) ->
          throw new IllegalStateException(
              "the queue does not confirm reports of sessions, which are repeated", cause);
    };
  }

  private static Map<String, Object> answer(SessionEvents.Report report) {
    return Map.of("queued", report.queued(), "rejected", report.rejected());
  }
}
