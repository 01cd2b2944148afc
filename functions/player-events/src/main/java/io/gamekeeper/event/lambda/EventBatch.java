package io.gamekeeper.event.lambda;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import io.gamekeeper.event.Dispatch;
import io.gamekeeper.event.EventMessage;
import io.gamekeeper.event.queue.EventCodec;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A batch of messages with events, dispatched at once. */
final class EventBatch {
  private static final Logger LOG = LoggerFactory.getLogger(EventBatch.class);

  private EventBatch() {}

  /**
   * Dispatches what can be read.
   *
   * @return the messages that have to come again; one that cannot be read goes to the dead letters
   *     in the end
   */
  static SQSBatchResponse dispatch(SQSEvent batch, Dispatch dispatch) {
    List<BatchItemFailure> failures = new ArrayList<>();
    List<SQSMessage> readable = new ArrayList<>();
    List<EventMessage> messages = new ArrayList<>();
    for (SQSMessage message : batch.getRecords()) {
      try {
        messages.add(EventCodec.read(message.getBody()));
        readable.add(message);
      } catch (IllegalArgumentException e) {
        LOG.error("Message {} goes to the dead letters", message.getMessageId(), e);
        failures.add(new BatchItemFailure(message.getMessageId()));
      }
    }
    dispatch
        .handle(messages)
        .forEach(index -> failures.add(new BatchItemFailure(readable.get(index).getMessageId())));
    return new SQSBatchResponse(failures);
  }
}
