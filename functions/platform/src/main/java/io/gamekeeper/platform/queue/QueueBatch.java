package io.gamekeeper.platform.queue;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A batch of messages, as Lambda takes it from a queue. */
public final class QueueBatch {
  /**
   * The system attribute in which SQS hands on X-Ray's header.
   *
   * @see <a href="https://docs.aws.amazon.com/xray/latest/devguide/xray-services-sqs.html">Amazon
   *     SQS and AWS X-Ray</a>
   */
  private static final String TRACE_HEADER = "AWSTraceHeader";

  private QueueBatch() {}

  /**
   * Handles each message by itself, in its own trace.
   *
   * @param telemetry in whose invocation this happens
   * @param handler tells whether a message needs no further delivery
   * @return those that need one: the queue delivers them again, and in the end moves them to its
   *     dead letters
   */
  public static SQSBatchResponse handle(
      Telemetry telemetry, SQSEvent batch, Predicate<SQSMessage> handler) {
    return new SQSBatchResponse(
        batch.getRecords().stream()
            .filter(
                message -> !telemetry.message(traceHeader(message), () -> handler.test(message)))
            .map(message -> new BatchItemFailure(message.getMessageId()))
            .toList());
  }

  private static @Nullable String traceHeader(SQSMessage message) {
    Map<String, String> attributes = message.getAttributes();
    return attributes == null ? null : attributes.get(TRACE_HEADER);
  }
}
