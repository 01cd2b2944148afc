package io.gamekeeper.event.queue;

import io.gamekeeper.contract.event.EventQueueEnvironment;
import io.gamekeeper.event.EventMessage;
import io.gamekeeper.event.EventQueue;
import io.gamekeeper.event.PlayerEvent;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
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
    Map<QueueAttributeName, String> attributes =
        sqs.call(
            "GetQueueAttributes",
            queues.queue(),
            client ->
                client
                    .getQueueAttributes(
                        request ->
                            request
                                .queueUrl(queues.queue())
                                .attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                    .attributes());
    return Integer.parseInt(
        attributes.getOrDefault(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "0"));
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
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (PlayerEvent event : message.events()) {
        digest.update((event.id() + "\n" + event.at() + "\n").getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
