package io.gamekeeper.event.lambda;

import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.event.EventQueueEnvironment;
import io.gamekeeper.event.DispatchMeter;
import io.gamekeeper.event.EventQueue;
import io.gamekeeper.event.PlayerEvent;
import io.gamekeeper.event.QueueGauge;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Measures events as metrics of the invocation. */
final class EventMeter implements DispatchMeter {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double ALL = 100;

  private final Telemetry telemetry;

  /** New events by the metric that counts them; listeners run on threads of their own. */
  private final Map<GameMetric, LongAdder> counted = new ConcurrentHashMap<>();

  EventMeter(Telemetry telemetry) {
    this.telemetry = telemetry;
  }

  /** Returns the gauge of the queue, each of whose looks is measured. */
  static QueueGauge gauge(
      Telemetry telemetry,
      EventQueue queue,
      EventQueueEnvironment environment,
      InstantSource clock) {
    return new QueueGauge(
        queue::depth,
        environment.fullAt(),
        clock,
        full -> telemetry.record(GameMetric.EVENT_QUEUE_FULL, full ? ALL : 0));
  }

  /** An event is new. */
  void isNew(PlayerEvent event) {
    counted.computeIfAbsent(event.type().counter(), _ -> new LongAdder()).increment();
  }

  @Override
  public void called(String listener, int events, int failures, Duration took) {
    double millis = took.toNanos() / NANOS_PER_MILLI / events;
    ofListener(GameMetric.LISTENER_TIME, listener, millis);
    ofListener(GameMetric.LISTENER_EVENTS, listener, events);
    ofListener(GameMetric.LISTENER_ERRORS, listener, failures);
  }

  /** Records for all listeners, which alarms look at, and for that one. */
  private void ofListener(GameMetric metric, String listener, double value) {
    telemetry.record(metric, value);
    telemetry.record(metric, GameMetric.LISTENER, listener, value);
  }

  @Override
  public void handled(int handled, int failed, Duration latency) {
    telemetry.record(GameMetric.EVENTS_HANDLED, handled);
    telemetry.record(GameMetric.EVENTS_FAILED, failed);
    if (!latency.isZero()) {
      telemetry.record(GameMetric.EVENT_PROCESSING_LATENCY, (double) latency.toMillis());
    }
  }

  @Override
  public void gaveUp() {
    telemetry.count(GameMetric.EVENTS_GIVEN_UP);
  }

  /** Records what was counted since; called at the end of an invocation. */
  void flush() {
    counted.forEach(
        (metric, count) -> {
          long sum = count.sumThenReset();
          if (sum > 0) {
            telemetry.record(metric, (double) sum);
          }
        });
  }
}
