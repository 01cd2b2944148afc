package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.local.observe.MetricStore.Recorder;
import io.gamekeeper.local.observe.ServiceMetric;
import io.gamekeeper.local.observe.ServiceMetrics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The metrics of all functions. Each value counts for the function, for the version or alias that
 * was called, for the version behind an alias, and for all functions together. Invocations are
 * counted when they end; AWS dates them back to their beginning.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html">Types
 *     of metrics for Lambda functions</a>
 */
final class LambdaMetrics {
  private static final String FUNCTION = "FunctionName";
  private static final String RESOURCE = "Resource";
  private static final String EXECUTED = "ExecutedVersion";
  private static final String OF_RESOURCE = FUNCTION + "," + RESOURCE;
  private static final String OF_ALIAS = OF_RESOURCE + "," + EXECUTED;

  private static final ServiceMetric INVOCATIONS = metric("Invocations", "Count");
  private static final ServiceMetric ERRORS = metric("Errors", "Count");
  private static final ServiceMetric THROTTLES = metric("Throttles", "Count");
  private static final ServiceMetric DURATION = metric("Duration", "Milliseconds");
  private static final ServiceMetric EVENTS = metric("AsyncEventsReceived", "Count");
  private static final ServiceMetric EVENT_AGE = metric("AsyncEventAge", "Milliseconds");
  private static final ServiceMetric EVENTS_DROPPED = metric("AsyncEventsDropped", "Count");
  private static final ServiceMetric UNDELIVERED = metric("DestinationDeliveryFailures", "Count");
  private static final ServiceMetric CONCURRENT =
      ServiceMetric.of("AWS/Lambda", "ConcurrentExecutions", "Count", "", FUNCTION, OF_RESOURCE);
  static final List<ServiceMetric> ALL =
      List.of(
          INVOCATIONS,
          ERRORS,
          THROTTLES,
          DURATION,
          EVENTS,
          EVENT_AGE,
          EVENTS_DROPPED,
          UNDELIVERED,
          CONCURRENT);

  private static final double NANOS_OF_MILLI = 1e6;

  private final ServiceMetrics metrics;
  private final Running all;
  private final Map<String, Running> byFunction = new ConcurrentHashMap<>();

  LambdaMetrics(ServiceMetrics metrics) {
    this.metrics = metrics;
    this.all = running(Map.of());
  }

  private static ServiceMetric metric(String name, String unit) {
    return ServiceMetric.of("AWS/Lambda", name, unit, "", FUNCTION, OF_RESOURCE, OF_ALIAS);
  }

  private Running running(Map<String, String> dimensions) {
    return new Running(metrics.recorderOf(CONCURRENT, dimensions), new AtomicInteger());
  }

  /**
   * Returns the metrics of what callers call.
   *
   * @param qualifier version, alias or {@code $LATEST}
   * @param version that runs then
   */
  OfResource of(String function, String qualifier, String version) {
    boolean unqualified = qualifier.equals(FunctionReference.LATEST);
    Map<String, String> dimensions = new HashMap<>();
    dimensions.put(FUNCTION, function);
    dimensions.put(RESOURCE, unqualified ? function : function + ":" + qualifier);
    Running ofResource = running(dimensions);
    if (!unqualified && !qualifier.equals(version)) {
      dimensions.put(EXECUTED, version);
    }
    Running ofFunction =
        byFunction.computeIfAbsent(function, name -> running(Map.of(FUNCTION, name)));
    return new OfResource(metrics, dimensions, List.of(all, ofFunction, ofResource));
  }

  /** The invocations that run at the moment. */
  private record Running(Recorder recorder, AtomicInteger count) {
    void begin() {
      recorder.record(count.incrementAndGet());
    }

    void end() {
      count.decrementAndGet();
    }
  }

  /** The metrics of a function as it is called by one name. */
  static final class OfResource {
    private final List<Running> running;
    private final Recorder invocations;
    private final Recorder errors;
    private final Recorder throttles;
    private final Recorder duration;
    private final Recorder events;
    private final Recorder eventAge;
    private final Recorder eventsDropped;
    private final Recorder undelivered;

    private OfResource(
        ServiceMetrics metrics, Map<String, String> dimensions, List<Running> running) {
      this.running = running;
      this.invocations = metrics.recorder(INVOCATIONS, dimensions);
      this.errors = metrics.recorder(ERRORS, dimensions);
      this.throttles = metrics.recorder(THROTTLES, dimensions);
      this.duration = metrics.recorder(DURATION, dimensions);
      this.events = metrics.recorder(EVENTS, dimensions);
      this.eventAge = metrics.recorder(EVENT_AGE, dimensions);
      this.eventsDropped = metrics.recorder(EVENTS_DROPPED, dimensions);
      this.undelivered = metrics.recorder(UNDELIVERED, dimensions);
    }

    /** Counts a call for which there was no concurrency; it is no invocation. */
    void throttled() {
      throttles.record(1);
    }

    /** Counts one more execution. */
    void begins() {
      running.forEach(Running::begin);
    }

    /** Counts an invocation, whose errors are 1 or 0. */
    void ended(boolean failed) {
      running.forEach(Running::end);
      invocations.record(1);
      errors.record(failed ? 1 : 0);
      throttles.record(0);
    }

    /** Counts the time in which the function's code ran, without the start of its instance. */
    void ran(long nanos) {
      duration.record(nanos / NANOS_OF_MILLI);
    }

    /** Counts an asynchronous event. */
    void eventReceived() {
      events.record(1);
    }

    /** Counts the time between the receipt of an event and an attempt to process it. */
    void eventAttempted(long millis) {
      eventAge.record((double) millis);
    }

    /** Counts an event that is not tried any more. */
    void eventDropped() {
      eventsDropped.record(1);
    }

    /** Counts a destination that did not take what it should get. */
    void notDelivered() {
      undelivered.record(1);
    }
  }
}
