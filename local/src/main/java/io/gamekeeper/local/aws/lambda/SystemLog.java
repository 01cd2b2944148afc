package io.gamekeeper.local.aws.lambda;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;

/**
 * The lines that Lambda itself writes into a function's log, where it is told to write JSON. The
 * memory that an invocation used is not among them: functions share the stage's.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html">Lambda
 *     Telemetry API Event schema reference</a>
 */
final class SystemLog {
  /** How an invocation ended. */
  enum Outcome {
    SUCCESS("success"),
    ERROR("error"),
    TIMEOUT("timeout");

    private final String status;

    Outcome(String status) {
      this.status = status;
    }
  }

  private static final double NANOS_OF_MILLI = 1e6;
  private static final String FORMAT = "AWS_LAMBDA_LOG_FORMAT";

  private final FunctionConfig config;
  private final InstantSource clock;

  SystemLog(FunctionConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
  }

  /** Tells whether Lambda writes JSON. */
  boolean isJson() {
    return "JSON".equals(config.environment().get(FORMAT));
  }

  /**
   * Returns the report on an invocation.
   *
   * @param nanos how long the handler ran
   * @param startNanos how long its instance took to start for it; 0 if it was there
   */
  String report(Invocation invocation, Outcome outcome, long nanos, long startNanos) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("time", clock.instant().toString());
    line.put("type", "platform.report");
    ObjectNode record = line.putObject("record");
    record.put("requestId", invocation.requestId());
    ObjectNode metrics = record.putObject("metrics");
    metrics.put("durationMs", millis(nanos));
    metrics.put("billedDurationMs", (long) Math.ceil(nanos / NANOS_OF_MILLI));
    metrics.put("memorySizeMB", config.memoryMegabytes());
    if (startNanos > 0) {
      metrics.put(config.snapStart() ? "restoreDurationMs" : "initDurationMs", millis(startNanos));
    }
    if (config.tracing()) {
      ObjectNode tracing = record.putObject("tracing");
      tracing.put("type", "X-Amzn-Trace-Id");
      tracing.put("value", invocation.traceHeader());
    }
    record.put("status", outcome.status);
    return line.toString();
  }

  /** Returns what Lambda's runtime logs of an exception that a handler throws. */
  String uncaught(Throwable thrown, String requestId) {
    StringWriter stack = new StringWriter();
    thrown.printStackTrace(new PrintWriter(stack));
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("timestamp", clock.instant().toString());
    line.put("message", stack.toString());
    line.put("level", "ERROR");
    line.put("AWSRequestId", requestId);
    return line.toString();
  }

  private static double millis(long nanos) {
    return Math.round(nanos / NANOS_OF_MILLI * 1000) / 1000.0;
  }
}
