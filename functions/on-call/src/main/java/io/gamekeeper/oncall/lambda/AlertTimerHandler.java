package io.gamekeeper.oncall.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.gamekeeper.contract.TimeLimit;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks each minute at all that is due, whether or not a hint came, and takes in alarms of which no
 * message has come. After that it gives a sign of life to whoever watches from outside, unless
 * alarms do not come in or a page reaches nobody: then the silence tells. Answers {@code {"pages":
 * n, "alive": true}}.
 */
public final class AlertTimerHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  private static final Logger LOG = LoggerFactory.getLogger(AlertTimerHandler.class);

  /** How long an invocation begins to send: half of what it may take. */
  private static final Duration BEGINS_FOR = TimeLimit.TICK.duration().dividedBy(2);

  private final Telemetry telemetry;
  private final InstantSource clock;
  private final OnCall onCall;

  /** Called by Lambda. */
  public AlertTimerHandler() {
    this(Platform.lambda());
  }

  public AlertTimerHandler(Platform platform) {
    telemetry = new Telemetry(platform);
    clock = platform.clock();
    onCall = OnCall.of(platform, telemetry);
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
    return Map.of("pages", pages.size(), "alive", alive);
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
