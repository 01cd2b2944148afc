package io.gamekeeper.payment.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.payment.OutboxRelay;
import io.gamekeeper.platform.DatabaseLimits;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.Waiting;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/**
 * Publishes the outbox on the event bus. Started once a minute, it looks once a second until the
 * next run starts, so that an event seldom waits longer than a second or two. Answers {@code
 * {"published": n, "failed": n}}.
 */
public final class OutboxRelayHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  static final Duration SHIFT = Duration.ofSeconds(50);

  /**
   * The longest time of a last batch: its statements, its calls of the bus, and their time-outs.
   */
  static final Duration LAST_BATCH = Duration.ofSeconds(8);

  private final OutboxRelay relay;
  private final InstantSource clock;
  private final Waiting waiting;
  private final Telemetry telemetry;

  /** Called by Lambda. */
  public OutboxRelayHandler() {
    this(Platform.lambda());
  }

  public OutboxRelayHandler(Platform platform) {
    PaymentWiring wiring = PaymentWiring.inBackground(platform, DatabaseLimits.BACKGROUND);
    relay = wiring.outboxRelay();
    clock = platform.clock();
    waiting = platform.waiting();
    telemetry = wiring.telemetry();
  }

  @Override
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    return telemetry.invocation(
        context, Telemetry.correlationId(null, context), () -> work(endOfShift(context)));
  }

  private Instant endOfShift(Context context) {
    Duration left = Duration.ofMillis(context.getRemainingTimeInMillis()).minus(LAST_BATCH);
    return clock.instant().plus(left.compareTo(SHIFT) < 0 ? left : SHIFT);
  }

  private Map<String, Object> work(Instant end) {
    int published = 0;
    int failed = 0;
    Duration oldest = Duration.ZERO;
    do {
      OutboxRelay.Report report = relay.run(end);
      published += report.published();
      failed += report.failed();
      oldest = oldest.compareTo(report.oldest()) < 0 ? report.oldest() : oldest;
    } while (pause(end));
    telemetry.record(GameMetric.OLDEST_UNPUBLISHED_EVENT, oldest.toMillis() / 1000.0);
    return Map.of("published", published, "failed", failed);
  }

  /** Waits for the next look; false if there is none. */
  private boolean pause(Instant end) {
    if (clock.instant().plus(PAUSE).isAfter(end)) {
      return false;
    }
    try {
      waiting.sleep(PAUSE);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
