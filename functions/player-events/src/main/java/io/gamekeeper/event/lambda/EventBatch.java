package io.gamekeeper.event.lambda;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import io.gamekeeper.event.Dispatch;
import io.gamekeeper.event.EventMessage;
import io.gamekeeper.event.queue.EventCodec;
import io.gamekeeper.platform.queue.QueueBatch;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A batch of messages with events, dispatched at once. */
final class EventBatch {
  private static final Logger LOG = LoggerFactory.getLogger(EventBatch.class);

  private EventBatch() {}

  /**
   * Dispatches what can be read, each message in its own trace.
   *
   * @return the messages that have to come again; one that cannot be read goes to the dead letters
   *     in the end
   */
  static SQSBatchResponse dispatch(Telemetry telemetry, SQSEvent batch, Dispatch dispatch) {
    Set<String> again = new HashSet<>();
    List<String> readable = new ArrayList<>();
    List<EventMessage> messages = new ArrayList<>();
    for (SQSMessage message : batch.getRecords()) {
      try {
        messages.add(EventCodec.read(message.getBody()));
        readable.add(message.getMessageId());
      } catch (IllegalArgumentException e) {
        LOG.error("Message {} goes to the dead letters", message.getMessageId(), e);
        again.add(message.getMessageId());
      }
    }
    dispatch.handle(messages).forEach(index -> again.add(readable.get(index)));
    return QueueBatch.handle(telemetry, batch, message -> !again.contains(message.getMessageId()));
  }
}
