package io.gamekeeper.platform.queue;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  private static final String GROUP = "MessageGroupId";

  /** How the ARN of a FIFO queue ends. */
  private static final String FIFO = ".fifo";

  private QueueBatch() {}

  /**
   * Handles each message by itself, in its own trace. After a message of a FIFO queue that needs
   * another delivery, the later ones of its group are not handled and need one, too: else they
   * would overtake it.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html">Handling
   *     errors for an SQS event source in Lambda</a>
   * @param telemetry in whose invocation this happens
   * @param handler tells whether a message needs no further delivery
   * @return those that need one: the queue delivers them again, and in the end moves them to its
   *     dead letters
   */
  public static SQSBatchResponse handle(
      Telemetry telemetry, SQSEvent batch, Predicate<SQSMessage> handler) {
    Set<String> failedGroups = new HashSet<>();
    List<BatchItemFailure> failures = new ArrayList<>();
    for (SQSMessage message : batch.getRecords()) {
      @Nullable String group = orderedGroup(message);
      if (failedGroups.contains(group)
          || !telemetry.message(traceHeader(message), () -> handler.test(message))) {
        failures.add(new BatchItemFailure(message.getMessageId()));
        if (group != null) {
          failedGroups.add(group);
        }
      }
    }
    return new SQSBatchResponse(failures);
  }

  /** Returns the group in which the queue keeps the order; null in a standard queue. */
  private static @Nullable String orderedGroup(SQSMessage message) {
    String queue = message.getEventSourceArn();
    return queue != null && queue.endsWith(FIFO) ? attribute(message, GROUP) : null;
  }

  private static @Nullable String traceHeader(SQSMessage message) {
    return attribute(message, TRACE_HEADER);
  }

  private static @Nullable String attribute(SQSMessage message, String name) {
    Map<String, String> attributes = message.getAttributes();
    return attributes == null ? null : attributes.get(name);
  }
}
