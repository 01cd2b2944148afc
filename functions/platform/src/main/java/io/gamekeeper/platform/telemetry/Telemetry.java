package io.gamekeeper.platform.telemetry;

import com.amazonaws.services.lambda.runtime.Context;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.TraceSink;
import io.gamekeeper.platform.trace.AdaptiveSampling;
import io.gamekeeper.platform.trace.Segment;
import io.gamekeeper.platform.trace.TraceHeader;
import io.gamekeeper.platform.trace.TraceIds;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import software.amazon.cloudwatchlogs.emf.config.EnvironmentConfigurationProvider;
import software.amazon.cloudwatchlogs.emf.environment.Environments;
import software.amazon.lambda.powertools.metrics.Metrics;
import software.amazon.lambda.powertools.metrics.model.DimensionSet;
import software.amazon.lambda.powertools.metrics.model.MetricUnit;
import software.amazon.lambda.powertools.metrics.provider.EmfMetricsProvider;

/**
 * Logs, metrics and traces of one function instance. The settings that the libraries would read
 * from the process are set here from the platform's environment, so that many functions can share a
 * JVM.
 *
 * <p>Logs and metrics (CloudWatch's embedded metric format) are lines on {@code System.out}; traces
 * go to {@link Platform#traces()}. Outside an invocation nothing is counted or traced.
 */
public final class Telemetry {
  /**
   * The system property in which Lambda's runtime leaves the invocation's trace header if the
   * context has none.
   */
  private static final String TRACE_HEADER_PROPERTY = "com.amazonaws.xray.traceHeader";

  private static final int LOG_FIELDS = 9;

  private static final String CORRELATION_ID = "correlation_id";

  /** How long a call may take at most, by the time-outs of the platform's clients, and a little. */
  public static final Duration TIME_OF_A_CALL = Duration.ofSeconds(3);

  /** Longer than Lambda lets any function run. */
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final TelemetryEnvironment environment;
  private final InstantSource clock;
  private final TraceSink traces;
  private final TraceIds ids;
  private final AdaptiveSampling sampling;
  private final DimensionSet dimensions;
  private final EmfMetricsProvider metricsProvider = new EmfMetricsProvider();
  private final ScopedValue<Invocation> current = ScopedValue.newInstance();
  private final AtomicBoolean cold = new AtomicBoolean(true);

  /** Sets the libraries up for the function of this platform. */
  public Telemetry(Platform platform) {
    this.environment = TelemetryEnvironment.from(platform.environment());
    this.clock = platform.clock();
    this.traces = platform.traces();
    this.ids = new TraceIds(clock, platform.random());
    this.sampling = new AdaptiveSampling(clock, platform.random());
    this.dimensions = DimensionSet.of(GameMetric.SERVICE, environment.service());
    Configurator.setRootLevel(Level.valueOf(environment.logLevel()));
    // Without AWS_LAMBDA_FUNCTION_NAME in the process, metrics would go to a TCP agent.
    EnvironmentConfigurationProvider.getConfig().setEnvironmentOverride(Environments.Lambda);
  }

  /**
   * Returns the request's id for logs, traces and callers: the trace in that header, else the trace
   * in which Lambda invokes the function, else Lambda's request id.
   */
  public static String correlationId(@Nullable String traceHeader, Context context) {
    String root = TraceHeader.rootOf(traceHeader);
    if (root == null) {
      root = TraceHeader.rootOf(traceHeader(context));
    }
    return root == null ? context.getAwsRequestId() : root;
  }

  /**
   * Runs one invocation: log lines in it carry its fields, metrics leave when it ends, its trace if
   * it is sampled or failed. A thrown exception marks the trace as faulty and goes on to the
   * caller.
   *
   * <p>If the correlation id is a trace – a load balancer's –, the invocation is a segment of that
   * one, linked to Lambda's own; else it is a part of the segment that Lambda writes.
   */
  public <T> T invocation(Context context, String correlationId, Supplier<T> work) {
    boolean coldStart = cold.compareAndSet(true, false);
    Invocation invocation = new Invocation(context, correlationId);
    MDC.setContextMap(logFields(context, correlationId, coldStart));
    try {
      return ScopedValue.where(current, invocation)
          .call(
              () -> {
                if (coldStart) {
                  count(GameMetric.COLD_START);
                }
                try {
                  return work.get();
                } catch (RuntimeException | Error e) {
                  failed(e);
                  throw e;
                } finally {
                  invocation.end();
                }
              });
    } finally {
      MDC.clear();
    }
  }

  /**
   * Returns the fields that Powertools' own entry point would set. That one also sets and clears
   * log levels and buffers that we do not use, which takes longer than a read of a board.
   */
  private Map<String, String> logFields(Context context, String correlationId, boolean coldStart) {
    Map<String, String> fields = HashMap.newHashMap(LOG_FIELDS);
    fields.put("function_name", context.getFunctionName());
    fields.put("function_version", context.getFunctionVersion());
    fields.put("function_arn", context.getInvokedFunctionArn());
    fields.put("function_memory_size", Integer.toString(context.getMemoryLimitInMB()));
    fields.put("function_request_id", context.getAwsRequestId());
    fields.put("service", environment.service());
    fields.put("cold_start", Boolean.toString(coldStart));
    fields.put(CORRELATION_ID, correlationId);
    String trace = TraceHeader.rootOf(traceHeader(context));
    if (trace != null) {
      fields.put("xray_trace_id", trace);
    }
    return fields;
  }

  /** Returns Lambda's header of the invocation's trace. */
  private static @Nullable String traceHeader(Context context) {
    String header = context.getXrayTraceId();
    return header == null ? System.getProperty(TRACE_HEADER_PROPERTY) : header;
  }

  /** Adds one to a metric. */
  public void count(GameMetric metric) {
    record(metric, 1);
  }

  /** Adds a value, in the metric's unit. */
  public void record(GameMetric metric, double value) {
    if (current.isBound()) {
      current.get().metrics().addMetric(metric.metricName(), value, unit(metric.unit()));
    }
  }

  /**
   * Adds a value to the metric's series of another dimension beside the service.
   *
   * @param dimension its name
   * @param subject its value; there are few
   */
  public void record(GameMetric metric, String dimension, String subject, double value) {
    if (current.isBound()) {
      current
          .get()
          .metrics(dimension, subject)
          .addMetric(metric.metricName(), value, unit(metric.unit()));
    }
  }

  /**
   * Returns whether a call to something outside can still end, with an answer to our caller after
   * it, before Lambda ends the invocation. Always true outside an invocation.
   */
  public boolean hasTimeForACall() {
    return hasTimeFor(TIME_OF_A_CALL);
  }

  /**
   * Returns whether a call that may take so long can still end, with its answer, before Lambda ends
   * the invocation.
   */
  boolean hasTimeFor(Duration call) {
    return timeLeft().compareTo(call) >= 0;
  }

  /** Returns how long the running invocation may still take; outside an invocation, for ever. */
  public Duration timeLeft() {
    return current.isBound()
        ? Duration.ofMillis(current.get().context.getRemainingTimeInMillis())
        : FOR_EVER;
  }

  /**
   * Returns the correlation id of the running invocation, or of the message that it handles;
   * outside an invocation, an empty text.
   */
  public String correlationId() {
    return current.isBound() ? current.get().part().correlationId() : "";
  }

  /** Returns the header by which what is asked now joins the trace; empty outside an invocation. */
  public Optional<TraceHeader> traceHeader() {
    return current.isBound() ? Optional.of(current.get().part().header()) : Optional.empty();
  }

  /**
   * Returns what to store with something that is worked on later: the correlation id and, if that
   * is a trace, after a semicolon how to join it; see {@link TraceHeader#stored}.
   */
  public String traceReference() {
    String id = correlationId();
    return traceHeader()
        .filter(header -> header.root().equals(id))
        .map(TraceHeader::reference)
        .orElse(id);
  }

  /**
   * Handles a message of the invocation's batch as a segment of the message's own trace, linked to
   * Lambda's; log lines carry that trace as correlation id.
   *
   * @param header of the message; without a trace in it, the message belongs to the invocation
   * @param work tells whether the message was handled; the trace of one that was not is kept
   */
  public boolean message(@Nullable String header, BooleanSupplier work) {
    TraceHeader trace = TraceHeader.parse(header);
    if (trace == null || !current.isBound()) {
      return work.getAsBoolean();
    }
    Invocation invocation = current.get();
    TracePart part =
        TracePart.of(trace, sampled(trace), invocation.lambda, trace.root(), ids, clock);
    TracePart outer = invocation.enter(part);
    try {
      boolean handled = work.getAsBoolean();
      if (!handled) {
        part.failed(null);
      }
      return handled;
    } catch (RuntimeException | Error e) {
      part.failed(e);
      throw e;
    } finally {
      invocation.enter(outer);
      part.end(environment.service(), traces);
    }
  }

  /**
   * Runs a call to something outside the function as a part of the trace. Costs next to nothing
   * where the trace is not sampled: X-Ray's documents are made when the invocation ends.
   */
  public <T extends @Nullable Object> T traced(RemoteCall call, Supplier<T> work) {
    if (!current.isBound()) {
      return work.get();
    }
    TracePart part = current.get().part();
    double start = part.seconds();
    Throwable failure = null;
    try {
      return work.get();
    } catch (RuntimeException | Error e) {
      failure = e;
      throw e;
    } finally {
      part.called(call, start, failure);
    }
  }

  /** Marks the invocation's trace as failed by a fault on our side. */
  public void failed(Throwable cause) {
    if (current.isBound()) {
      current.get().part().failed(cause);
    }
  }

  /** Notes what the invocation was asked for by HTTP, without the query. */
  public void asked(String method, String path) {
    if (current.isBound()) {
      current.get().part().asked(new Segment.Request(method, path));
    }
  }

  /** Keeps the trace of this invocation also if it answers that the request is in error. */
  public void keepErrors() {
    if (current.isBound()) {
      current.get().part().keepErrors();
    }
  }

  /** Notes the HTTP status that the invocation answers with. */
  public void answered(int status) {
    if (current.isBound()) {
      current.get().part().answered(status);
    }
  }

  private boolean sampled(TraceHeader header) {
    Boolean decided = header.sampled();
    return decided == null ? sampling.sample() : decided;
  }

  private static MetricUnit unit(GameMetric.Unit unit) {
    return switch (unit) {
      case COUNT -> MetricUnit.COUNT;
      case COUNT_PER_SECOND -> MetricUnit.COUNT_SECOND;
      case MILLISECONDS -> MetricUnit.MILLISECONDS;
      case SECONDS -> MetricUnit.SECONDS;
      case PERCENT -> MetricUnit.PERCENT;
      case NONE -> MetricUnit.NONE;
    };
  }

  /** What one invocation records; used by the thread that runs it. */
  private final class Invocation {
    private final Context context;
    private final String correlationId;
    private final @Nullable TraceHeader lambda;
    private TracePart part;
    private @Nullable Metrics metrics;
    private final Map<Map.Entry<String, String>, Metrics> bySubject = new LinkedHashMap<>();

    private Invocation(Context context, String correlationId) {
      this.context = context;
      this.correlationId = correlationId;
      this.lambda = TraceHeader.parse(traceHeader(context));
      this.part = begun();
    }

    private TracePart begun() {
      if (lambda != null
          && (lambda.root().equals(correlationId) || !TraceHeader.isTraceId(correlationId))) {
        return TracePart.below(lambda, sampled(lambda), correlationId, ids, clock);
      }
      // Whoever calls from outside decides neither what is kept nor what is above it.
      String root = TraceHeader.isTraceId(correlationId) ? correlationId : ids.trace();
      TraceHeader trace = new TraceHeader(root, null, null);
      return TracePart.of(trace, sampling.sample(), lambda, correlationId, ids, clock);
    }

    private TracePart part() {
      return part;
    }

    /** Makes another part the current one; returns the one before. */
    private TracePart enter(TracePart other) {
      TracePart before = part;
      part = other;
      MDC.put(CORRELATION_ID, other.correlationId());
      return before;
    }

    private Metrics metrics() {
      Metrics known = metrics;
      if (known == null) {
        known = empty(dimensions);
        metrics = known;
      }
      return known;
    }

    private Metrics metrics(String dimension, String subject) {
      return bySubject.computeIfAbsent(
          Map.entry(dimension, subject),
          _ ->
              empty(
                  DimensionSet.of(GameMetric.SERVICE, environment.service(), dimension, subject)));
    }

    /** One per invocation: the shared instance keeps its state by the process's trace id. */
    private Metrics empty(DimensionSet of) {
      Metrics empty = metricsProvider.getMetricsInstance();
      empty.setNamespace(environment.namespace());
      empty.setDefaultDimensions(of);
      return empty;
    }

    private void end() {
      part.end(environment.service(), traces);
      Metrics recorded = metrics;
      if (recorded != null) {
        recorded.addMetadata("correlationId", correlationId);
        recorded.flush();
      }
      bySubject.values().forEach(Metrics::flush);
    }
  }
}
