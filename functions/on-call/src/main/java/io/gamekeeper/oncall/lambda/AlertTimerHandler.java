package io.gamekeeper.oncall.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.gamekeeper.contract.TimeLimit;
import io.gamekeeper.contract.oncall.OnCallEnvironment;
import io.gamekeeper.oncall.opscenter.SsmOpsCenter;
import io.gamekeeper.oncall.response.Incidents;
import io.gamekeeper.oncall.response.Mirror;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * Looks each minute at all that is due, whether or not a hint came, and takes in alarms of which no
 * message has come. It closes incidents that are over, and writes urgent ones to OpsCenter. Once
 * all is told, it gives a sign of life to whoever watches from outside, unless alarms do not come
 * in or a page reaches nobody: then the silence tells. Answers {@code {"pages": n, "alive": true}}.
 */
public final class AlertTimerHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  private static final Logger LOG = LoggerFactory.getLogger(AlertTimerHandler.class);

  /** How long an invocation begins to send: half of what it may take. */
  private static final Duration BEGINS_FOR = TimeLimit.TICK.duration().dividedBy(2);

  private final Telemetry telemetry;
  private final InstantSource clock;
  private final OnCall onCall;
  private final Incidents incidents;
  private final Mirror mirror;

  /** Called by Lambda. */
  public AlertTimerHandler() {
    this(Platform.lambda());
  }

  public AlertTimerHandler(Platform platform) {
    telemetry = new Telemetry(platform);
    clock = platform.clock();
    onCall = OnCall.of(platform, telemetry);
    OnCallEnvironment environment = OnCallEnvironment.from(platform.environment());
    incidents = new Incidents(onCall.book(), clock);
    mirror =
        new Mirror(
            onCall.book(),
            new SsmOpsCenter(
                platform.client(SsmClient.class),
                environment.stage(),
                URI.create(environment.console())),
            clock);
  }

  @Override
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    return telemetry.invocation(context, Telemetry.correlationId(null, context), this::work);
  }

  private Map<String, Object> work() {
    Instant until = clock.instant().plus(BEGINS_FOR);
    boolean heard = hears();
    List<String> pages = onCall.desk().lookAtAll();
    onCall.postOffice().sendAll(until);
    boolean alive = heard && onCall.postOffice().reachesPeople() && onCall.heartbeat().beat();
    keepIncidents();
    return Map.of("pages", pages.size(), "alive", alive);
  }

  /** Takes care of incidents, after what is urgent; the next minute makes up for what fails. */
  private void keepIncidents() {
    try {
      incidents.settle();
      mirror.mirror();
    } catch (RuntimeException e) { // whatever it is
      LOG.error("Incidents cannot be looked after", e);
    }
  }

  /** Returns whether alarms come in; those that have not are taken in. */
  private boolean hears() {
    try {
      return onCall.comparison().takeIn();
    } catch (RuntimeException e) { // whatever it is, what is due is told all the same
      LOG.error("The alarms cannot be looked at", e);
      return false;
    }
  }
}
