package io.gamekeeper.event.queue;

import io.gamekeeper.contract.event.EventOperationsEnvironment;
import io.gamekeeper.event.DeadEvents;
import io.gamekeeper.event.EventMessage;
import io.gamekeeper.event.EventMessage.Retry;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * Dead letters on SQS, which hands a queue's messages out and hides them meanwhile: whoever looks
 * shows them again at once.
 */
public final class SqsDeadEvents implements DeadEvents {
  private static final int BATCH = 10;

  /** Longer than it takes to look at all. */
  private static final Duration HIDDEN = Duration.ofSeconds(60);

  /** Messages that are brought back by one call: no function takes longer for them than it may. */
  private static final int MOST = 1000;

  private final SqsSender sqs;
  private final List<Letters> all;

  /**
   * A queue of dead letters.
   *
   * @param back the request that brings a message back
   */
  private record Letters(String queue, Function<Message, SendMessageRequest.Builder> back) {}

  /** A message that is hidden by us. */
  private record Held(Letters letters, Message message, DeadEvent event) {}

  public SqsDeadEvents(
      SqsClient client, EventOperationsEnvironment environment, Telemetry telemetry) {
    this.sqs = new SqsSender(client, telemetry);
    this.all =
        List.of(
            new Letters(
                environment.failed().deadQueue(),
                message -> back(environment, message, read(message))),
            new Letters(
                environment.orderedDeadQueue(),
                message -> backInOrder(environment.queues().orderedQueue(), message)));
  }

  @Override
  public int waiting() {
    return all.stream().mapToInt(letters -> sqs.waiting(letters.queue())).sum();
  }

  @Override
  public List<DeadEvent> look(int most) {
    List<Held> held = new ArrayList<>();
    try {
      for (Letters letters : all) {
        hold(letters, most, held);
      }
      return held.stream().map(Held::event).toList();
    } finally {
      held.forEach(this::show);
    }
  }

  @Override
  public int redrive(Predicate<DeadEvent> chosen) {
    List<Held> held = new ArrayList<>();
    int redriven = 0;
    try {
      for (Letters letters : all) {
        hold(letters, MOST, held);
      }
      while (!held.isEmpty()) {
        Held next = held.getFirst();
        if (chosen.test(next.event())) {
          sqs.send(next.letters().back().apply(next.message()));
          delete(next);
          redriven++;
        } else {
          show(next);
        }
        held.removeFirst();
      }
      return redriven;
    } finally {
      held.forEach(this::show);
    }
  }

  private void hold(Letters letters, int most, List<Held> held) {
    Set<String> seen = new HashSet<>();
    held.forEach(one -> seen.add(one.message().messageId()));
    while (held.size() < most) {
      List<Message> batch =
          sqs.call(
              "ReceiveMessage",
              letters.queue(),
              client ->
                  client
                      .receiveMessage(
                          request ->
                              request
                                  .queueUrl(letters.queue())
                                  .maxNumberOfMessages(Math.min(BATCH, most - held.size()))
                                  .visibilityTimeout((int) HIDDEN.toSeconds())
                                  .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                      .messages());
      if (batch.isEmpty()) {
        return;
      }
      for (Message message : batch) {
        if (seen.add(message.messageId())) {
          held.add(new Held(letters, message, new DeadEvent(message.messageId(), read(message))));
        }
      }
    }
  }

  private void show(Held held) {
    sqs.call(
        "ChangeMessageVisibility",
        held.letters().queue(),
        client ->
            client.changeMessageVisibility(
                request ->
                    request
                        .queueUrl(held.letters().queue())
                        .receiptHandle(held.message().receiptHandle())
                        .visibilityTimeout(0)));
  }

  private void delete(Held held) {
    sqs.call(
        "DeleteMessage",
        held.letters().queue(),
        client ->
            client.deleteMessage(
                request ->
                    request
                        .queueUrl(held.letters().queue())
                        .receiptHandle(held.message().receiptHandle())));
  }

  private static Optional<EventMessage> read(Message message) {
    try {
      return Optional.of(EventCodec.read(message.body()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Returns the request that calls the listener again, or all if none gave the message up. */
  private static SendMessageRequest.Builder back(
      EventOperationsEnvironment environment, Message message, Optional<EventMessage> read) {
    Optional<Retry> retry = read.flatMap(EventMessage::retry);
    if (retry.isEmpty()) {
      return SendMessageRequest.builder()
          .queueUrl(environment.queues().queue())
          .messageBody(message.body());
    }
    Retry again = new Retry(retry.get().listener(), 0, retry.get().reason());
    return SendMessageRequest.builder()
        .queueUrl(environment.failed().retryQueue())
        .messageBody(EventCodec.write(EventMessage.again(read.get().events(), again)));
  }

  private static SendMessageRequest.Builder backInOrder(String queue, Message message) {
    return SendMessageRequest.builder()
        .queueUrl(queue)
        .messageGroupId(message.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID))
        // Not the old one: SQS would take the message for a repeated one.
        .messageDeduplicationId("redriven-" + message.messageId())
        .messageBody(message.body());
  }
}
