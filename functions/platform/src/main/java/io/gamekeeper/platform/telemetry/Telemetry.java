package io.gamekeeper.platform.telemetry;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import com.amazonaws.xray.entities.TraceID;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.platform.Platform;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
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

  /** How long a call may take at most, by the time-outs of the platform's clients, and a little. */
  public static final Duration TIME_OF_A_CALL = Duration.ofSeconds(3);

  /** Longer than Lambda lets any function run. */
  private static final Duration FOR_EVER = Duration.ofDays(1);

  /** Calls in one trace document: a datagram of X-Ray holds 64 KB. */
  private static final int MOST_CALLS = 100;

  private final TelemetryEnvironment environment;
  private final InstantSource clock;
  private final AWSXRayRecorder recorder;
  private final AdaptiveSampling sampling;
  private final DimensionSet dimensions;
  private final EmfMetricsProvider metricsProvider = new EmfMetricsProvider();
  private final ScopedValue<Invocation> current = ScopedValue.newInstance();
  private final AtomicBoolean cold = new AtomicBoolean(true);

  /** Sets the libraries up for the function of this platform. */
  public Telemetry(Platform platform) {
    this.environment = TelemetryEnvironment.from(platform.environment());
    this.clock = platform.clock();
    this.recorder = Traces.recorder(platform.traces());
    this.sampling = new AdaptiveSampling(clock, platform.random());
    this.dimensions = DimensionSet.of(GameMetric.SERVICE, environment.service());
    Configurator.setRootLevel(Level.valueOf(environment.logLevel()));
    // Without AWS_LAMBDA_FUNCTION_NAME in the process, metrics would go to a TCP agent.
    EnvironmentConfigurationProvider.getConfig().setEnvironmentOverride(Environments.Lambda);
  }

  /**
   * Returns the request's id for logs and callers: the trace in that header, else Lambda's request
   * id.
   */
  public static String correlationId(@Nullable String traceHeader, Context context) {
    String root = TraceContext.rootOf(traceHeader);
    return root == null ? context.getAwsRequestId() : root;
  }

  /**
   * Runs one invocation: log lines in it carry its fields, metrics leave when it ends, its trace if
   * it is sampled or failed. A thrown exception marks the trace as faulty and goes on to the
   * caller.
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
    fields.put("correlation_id", correlationId);
    String trace = TraceContext.rootOf(traceHeader(context));
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

  /** Returns the correlation id of the running invocation; outside an invocation, an empty text. */
  public String correlationId() {
    return current.isBound() ? current.get().correlationId : "";
  }

  /**
   * Runs a call to something outside the function as a part of the trace. Costs next to nothing
   * where the trace is not sampled: X-Ray's documents are made when the invocation ends.
   */
  public <T extends @Nullable Object> T traced(RemoteCall call, Supplier<T> work) {
    if (!current.isBound()) {
      return work.get();
    }
    Invocation invocation = current.get();
    double start = seconds();
    Throwable failure = null;
    try {
      return work.get();
    } catch (RuntimeException | Error e) {
      failure = e;
      throw e;
    } finally {
      invocation.called(call, start, seconds(), failure);
    }
  }

  /** Marks the invocation's trace as failed by a fault on our side. */
  public void failed(Throwable cause) {
    if (current.isBound()) {
      current.get().failure = cause;
    }
  }

  /** Notes the HTTP status that the invocation answers with. */
  public void answered(int status) {
    if (current.isBound()) {
      current.get().status = status;
    }
  }

  private double seconds() {
    Instant now = clock.instant();
    return now.getEpochSecond() + now.getNano() / 1e9;
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

  /** A call that ended. */
  private record Called(RemoteCall call, double start, double end, @Nullable Throwable failure) {}

  /** What one invocation records; used by the thread that runs it. */
  private final class Invocation {
    private final Context context;
    private final String correlationId;
    private final @Nullable String header;
    private final double start = seconds();
    private final List<Called> calls = new ArrayList<>(4);
    private int callsNotKept;
    private int status;
    private @Nullable Throwable failure;
    private @Nullable Metrics metrics;

    private Invocation(Context context, String correlationId) {
      this.context = context;
      this.correlationId = correlationId;
      this.header = traceHeader(context);
    }

    private void called(
        RemoteCall call, double callStart, double callEnd, @Nullable Throwable callFailure) {
      if (calls.size() < MOST_CALLS) {
        calls.add(new Called(call, callStart, callEnd, callFailure));
      } else {
        callsNotKept++;
      }
    }

    private Metrics metrics() {
      Metrics known = metrics;
      if (known == null) {
        // One per invocation: the shared instance keeps its state by the process's trace id.
        known = metricsProvider.getMetricsInstance();
        known.setNamespace(environment.namespace());
        known.setDefaultDimensions(dimensions);
        metrics = known;
      }
      return known;
    }

    private void end() {
      Boolean decided = TraceContext.decisionOf(header);
      boolean sampled = decided == null ? sampling.sample() : decided;
      if (sampled || failure != null || status >= 500) {
        trace();
      }
      Metrics recorded = metrics;
      if (recorded != null) {
        recorded.addMetadata("correlationId", correlationId);
        recorded.flush();
      }
    }

    private void trace() {
      TraceContext trace = TraceContext.of(header, TraceID.create(recorder));
      Segment segment = recorder.beginSegment(environment.service(), trace.trace(), trace.parent());
      segment.setStartTime(start);
      segment.setService(Map.of());
      segment.putAnnotation("correlationId", correlationId);
      if (callsNotKept > 0) {
        segment.putMetadata("callsNotShown", callsNotKept);
      }
      calls.forEach(this::trace);
      if (status > 0) {
        segment.putHttp("response", Map.of("status", status));
      }
      Throwable cause = failure;
      if (cause != null) {
        segment.addException(cause);
      } else if (status >= 500) {
        segment.setFault(true);
      } else if (status >= 400) {
        segment.setError(true);
        segment.setThrottle(status == 429);
      }
      segment.setSampled(true);
      segment.setEndTime(seconds());
      recorder.endSegment();
    }

    private void trace(Called called) {
      RemoteCall call = called.call;
      Subsegment subsegment = recorder.beginSubsegment(call.name());
      subsegment.setNamespace(call.namespace());
      subsegment.setStartTime(called.start);
      subsegment.putAnnotation("operation", call.operation());
      if (call.namespace().equals("aws")) {
        subsegment.putAws("operation", call.operation());
        String resource = call.resource();
        if (resource != null) {
          subsegment.putAws("resource_names", List.of(resource));
        }
      }
      Throwable cause = called.failure;
      if (cause instanceof AwsServiceException refused && refused.statusCode() < 500) {
        subsegment.setError(true);
        subsegment.setThrottle(refused.isThrottlingException());
      } else if (cause != null) {
        subsegment.addException(cause);
      }
      subsegment.setEndTime(called.end);
      recorder.endSubsegment();
    }
  }
}
