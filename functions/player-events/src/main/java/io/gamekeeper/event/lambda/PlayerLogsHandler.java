package io.gamekeeper.event.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerRequestEvent;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerResponseEvent;
import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.BodyLimit;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.IdentityEnvironment;
import io.gamekeeper.contract.event.EventQueueEnvironment;
import io.gamekeeper.event.Intake;
import io.gamekeeper.event.ListenersFile;
import io.gamekeeper.event.QueueGauge;
import io.gamekeeper.event.queue.SqsEventQueue;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.HttpBoundary;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.Problem;
import io.gamekeeper.platform.http.Route;
import io.gamekeeper.platform.identity.TokenVerifier;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Answers {@code POST /v1/logs}: callers send what they did. */
public final class PlayerLogsHandler
    implements RequestHandler<
        ApplicationLoadBalancerRequestEvent, ApplicationLoadBalancerResponseEvent> {
  private static final Logger LOG = LoggerFactory.getLogger(PlayerLogsHandler.class);
  private static final Duration RETRY_SOON = Duration.ofSeconds(2);

  private final Telemetry telemetry;
  private final Intake intake;
  private final HttpBoundary boundary;

  /** The events, unread. */
  record LogRequest(@Nullable List<JsonNode> events) {}

  /** What was taken of them. */
  record LogResponse(int accepted, List<Intake.Rejected> rejected) {}

  /** Called by Lambda. */
  public PlayerLogsHandler() {
    this(Platform.lambda());
  }

  public PlayerLogsHandler(Platform platform) {
    telemetry = new Telemetry(platform);
    EventQueueEnvironment environment = EventQueueEnvironment.from(platform.environment());
    SqsEventQueue queue =
        new SqsEventQueue(platform.client(SqsClient.class), environment, telemetry);
    QueueGauge gauge = EventMeter.gauge(telemetry, queue, environment, platform.clock());
    intake = new Intake(ListenersFile.packaged(), queue, gauge, platform.clock());
    boundary =
        new HttpBoundary(
            telemetry,
            Route.forPlayers(
                "POST",
                "/v1/logs",
                new TokenVerifier(IdentityEnvironment.from(platform.environment()), platform),
                this::log));
  }

  @Override
  public ApplicationLoadBalancerResponseEvent handleRequest(
      ApplicationLoadBalancerRequestEvent event, Context context) {
    return boundary.serve(event, context);
  }

  private HttpResponse log(Call call) {
    return call.request()
        .body(LogRequest.class, BodyLimit.EVENTS.bytes())
        .answer(body -> answer(intake.take(call.player(), body.events())));
  }

  private HttpResponse answer(Intake.Outcome outcome) {
    return switch (outcome) {
      case Intake.Outcome.Taken(int accepted, List<Intake.Rejected> rejected) -> {
        telemetry.record(GameMetric.EVENTS_ACCEPTED, accepted);
        telemetry.record(GameMetric.EVENTS_REJECTED, rejected.size());
        yield HttpResponse.json(202, new LogResponse(accepted, rejected));
      }
      case Intake.Outcome.Unreadable(String reason) -> HttpResponse.of(Problem.malformed(reason));
      case Intake.Outcome.Full() -> HttpResponse.of(Problem.tooManyRequests(QueueGauge.BETWEEN));
      case Intake.Outcome.NotConfirmed(Exception cause) -> {
        LOG.warn("Events are not confirmed; their sender repeats them", cause);
        telemetry.failed(cause);
        yield HttpResponse.of(Problem.unavailable(RETRY_SOON));
      }
    };
  }
}
