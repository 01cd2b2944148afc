package io.gamekeeper.event.queue;

import io.gamekeeper.contract.event.EventQueueEnvironment;
import io.gamekeeper.event.ContentHash;
import io.gamekeeper.event.EventMessage;
import io.gamekeeper.event.EventQueue;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/** The events' queues on SQS: a standard one, and a FIFO one whose message groups are players. */
public final class SqsEventQueue implements EventQueue {
  private final SqsSender sqs;
  private final EventQueueEnvironment queues;

  public SqsEventQueue(SqsClient client, EventQueueEnvironment queues, Telemetry telemetry) {
    this.sqs = new SqsSender(client, telemetry);
    this.queues = queues;
  }

  @Override
  public int depth() {
    return sqs.waiting(queues.queue());
  }

  @Override
  public void send(EventMessage message) {
    sqs.send(
        SendMessageRequest.builder()
            .queueUrl(queues.queue())
            .messageBody(EventCodec.write(message)));
  }

  @Override
  public void sendInOrder(String player, EventMessage message) {
    sqs.send(
        SendMessageRequest.builder()
            .queueUrl(queues.orderedQueue())
            .messageGroupId(player)
            .messageDeduplicationId(content(message))
            .messageBody(EventCodec.write(message)));
  }

  /** Returns the same for the same events: a repeated request is not delivered again. */
  private static String content(EventMessage message) {
    return ContentHash.of(
        message.events().stream()
            .map(event -> event.id() + "\n" + event.at() + "\n")
            .collect(Collectors.joining()));
  }
}
