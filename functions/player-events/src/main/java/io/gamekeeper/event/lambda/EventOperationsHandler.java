package io.gamekeeper.event.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.contract.event.EventOperationsEnvironment;
import io.gamekeeper.contract.event.EventType;
import io.gamekeeper.event.DeadEvents;
import io.gamekeeper.event.DeadEvents.DeadEvent;
import io.gamekeeper.event.EventMessage;
import io.gamekeeper.event.EventMessage.Retry;
import io.gamekeeper.event.EventQueueException;
import io.gamekeeper.event.Listener;
import io.gamekeeper.event.Listeners;
import io.gamekeeper.event.ListenersFile;
import io.gamekeeper.event.PlayerEvent;
import io.gamekeeper.event.queue.SqsDeadEvents;
import io.gamekeeper.event.queue.SqsEventQueue;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.Decoded;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.OperationsBoundary;
import io.gamekeeper.platform.http.Operators;
import io.gamekeeper.platform.http.Problem;
import io.gamekeeper.platform.http.Route;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Answers operators about players' events – queues, listeners, dead letters –, about what is kept
 * of a player, and asks the lake for them.
 */
public final class EventOperationsHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  private static final Logger LOG = LoggerFactory.getLogger(EventOperationsHandler.class);
  private static final int MOST_BYTES = 64 * 1024;
  private static final int MOST_LISTED = 200;
  private static final int LISTED = 50;
  private static final Duration RETRY_SOON = Duration.ofSeconds(2);

  private final EventOperationsEnvironment environment;
  private final Listeners listeners = ListenersFile.packaged();
  private final SqsEventQueue queue;
  private final DeadEvents dead;
  private final OperationsBoundary boundary;

  /** How the event system is. */
  record Status(int waiting, int fullAt, int dead, List<ListenerStatus> listeners) {}

  /** A listener, as it is declared. */
  record ListenerStatus(
      String name,
      int priority,
      List<String> types,
      boolean ordered,
      long timeLimitMillis,
      int attempts) {}

  /** Dead letters, some of all. */
  record DeadList(int waiting, List<DeadItem> events) {}

  /** A dead letter. What could not be read has no more than its id and the reason. */
  record DeadItem(
      String id,
      @Nullable String listener,
      @Nullable Integer failures,
      String reason,
      @Nullable String type,
      @Nullable String player,
      @Nullable String eventId,
      @Nullable Instant at) {}

  /** Which dead letters to bring back: of one listener, or by id; all, if neither is there. */
  record RedriveRequest(@Nullable String listener, @Nullable List<String> ids) {}

  /** What came of it. */
  record Redriven(int redriven, int waiting) {}

  /** Called by Lambda. */
  public EventOperationsHandler() {
    this(Platform.lambda());
  }

  public EventOperationsHandler(Platform platform) {
    Telemetry telemetry = new Telemetry(platform);
    environment = EventOperationsEnvironment.from(platform.environment());
    SqsClient sqs = platform.client(SqsClient.class);
    queue = new SqsEventQueue(sqs, environment.queues(), telemetry);
    dead = new SqsDeadEvents(sqs, environment, telemetry);
    Operators operators = Operators.of(platform, telemetry);
    boundary =
        new OperationsBoundary(
            telemetry,
            Stream.of(
                    Stream.of(
                        Route.forOperators(
                            "GET",
                            "/ops/v1/events/status",
                            OperatorRole.VIEWER,
                            operators,
                            this::status),
                        Route.forOperators(
                            "GET",
                            "/ops/v1/events/dead",
                            OperatorRole.VIEWER,
                            operators,
                            this::dead),
                        Route.forOperators(
                            "POST",
                            "/ops/v1/events/redrive",
                            OperatorRole.ON_CALL,
                            operators,
                            call ->
                                call.request()
                                    .body(RedriveRequest.class, MOST_BYTES)
                                    .answer(this::redrive))),
                    new PlayerRoutes(platform, telemetry).all(operators),
                    new LakeRoutes(platform, telemetry).all(operators))
                .flatMap(routes -> routes)
                .toArray(Route[]::new));
  }

  @Override
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    return boundary.serve(event, context);
  }

  private HttpResponse status(Call call) {
    return answered(
        () ->
            HttpResponse.ok(
                new Status(
                    queue.depth(),
                    environment.queues().fullAt(),
                    dead.waiting(),
                    listeners.all().stream().map(EventOperationsHandler::status).toList())));
  }

  private static ListenerStatus status(Listener listener) {
    return new ListenerStatus(
        listener.name(),
        listener.priority(),
        listener.types().stream().map(EventType::typeName).sorted().toList(),
        listener.ordered(),
        listener.timeLimit().toMillis(),
        listener.retry().attempts());
  }

  private HttpResponse dead(Call call) {
    Decoded<Integer> limit = call.request().queryInt("limit", LISTED, 1, MOST_LISTED);
    String listener = call.request().query("listener");
    return limit.answer(
        most ->
            answered(
                () ->
                    HttpResponse.ok(
                        new DeadList(
                            dead.waiting(),
                            dead.look(most).stream()
                                .filter(
                                    event -> listener == null || event.listener().equals(listener))
                                .map(EventOperationsHandler::item)
                                .toList()))));
  }

  private static DeadItem item(DeadEvent dead) {
    if (dead.message().isEmpty()) {
      return new DeadItem(
          dead.id(), null, null, "the message cannot be read", null, null, null, null);
    }
    EventMessage message = dead.message().get();
    PlayerEvent event = message.events().getFirst();
    Optional<Retry> retry = message.retry();
    return new DeadItem(
        dead.id(),
        retry.map(Retry::listener).orElse(null),
        retry.map(Retry::failures).orElse(null),
        retry.map(Retry::reason).orElse("its message was delivered too often"),
        event.type().typeName(),
        event.player(),
        event.id(),
        event.at());
  }

  private HttpResponse redrive(RedriveRequest asked) {
    if (asked.listener() != null && listeners.named(asked.listener()).isEmpty()) {
      return HttpResponse.of(
          Problem.notFound(
              "there is no listener '"
                  + asked.listener()
                  + "'; known are "
                  + listeners.all().stream().map(Listener::name).toList()));
    }
    @Nullable Set<String> ids = asked.ids() == null ? null : Set.copyOf(asked.ids());
    return answered(
        () -> {
          int before = dead.waiting();
          int redriven =
              dead.redrive(
                  event ->
                      (asked.listener() == null || event.listener().equals(asked.listener()))
                          && (ids == null || ids.contains(event.id())));
          return HttpResponse.changed(
              Map.of("waiting", before), new Redriven(redriven, dead.waiting()));
        });
  }

  private static HttpResponse answered(Supplier<HttpResponse> work) {
    try {
      return work.get();
    } catch (EventQueueException e) {
      LOG.warn("A queue does not answer", e);
      return HttpResponse.of(Problem.unavailable(RETRY_SOON));
    }
  }
}
