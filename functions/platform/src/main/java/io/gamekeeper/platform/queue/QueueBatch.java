package io.gamekeeper.platform.queue;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import java.util.function.Predicate;

/** A batch of messages, as Lambda takes it from a queue. */
public final class QueueBatch {
  private QueueBatch() {}

  /**
   * Handles each message by itself.
   *
   * @param handler tells whether a message needs no further delivery
   * @return those that need one: the queue delivers them again, and in the end moves them to its
   *     dead letters
   */
  public static SQSBatchResponse handle(SQSEvent batch, Predicate<SQSMessage> handler) {
    return new SQSBatchResponse(
        batch.getRecords().stream()
            .filter(handler.negate())
            .map(message -> new BatchItemFailure(message.getMessageId()))
            .toList());
  }
}
