package io.gamekeeper.event.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** Queues in memory, whose hidden messages stay hidden until they are shown. */
public final class FakeSqs implements SqsClient {
  /** What was sent, in order. */
  public final List<SendMessageRequest> sent = new CopyOnWriteArrayList<>();

  /** The queues that do not answer, by the end of their URL. */
  public final List<String> away = new CopyOnWriteArrayList<>();

  private final Map<String, List<Message>> visible = new ConcurrentHashMap<>();
  private final Map<String, Message> hidden = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();

  /** Returns the bodies of a queue's visible messages. */
  public List<String> bodies(String url) {
    return messages(url).stream().map(Message::body).toList();
  }

  /** Returns how many messages are hidden. */
  public int hidden() {
    return hidden.size();
  }

  @Override
  public SendMessageResponse sendMessage(SendMessageRequest request) {
    answer(request.queueUrl());
    sent.add(request);
    String id = "m" + ids.incrementAndGet();
    Map<MessageSystemAttributeName, String> attributes = new HashMap<>();
    @Nullable String group = request.messageGroupId();
    if (group != null) {
      attributes.put(MessageSystemAttributeName.MESSAGE_GROUP_ID, group);
    }
    messages(request.queueUrl())
        .add(
            Message.builder()
                .messageId(id)
                .receiptHandle(id)
                .body(request.messageBody())
                .attributes(attributes)
                .build());
    return SendMessageResponse.builder().messageId(id).build();
  }

  @Override
  public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
    answer(request.queueUrl());
    List<Message> received = new ArrayList<>();
    List<Message> messages = messages(request.queueUrl());
    while (received.size() < request.maxNumberOfMessages() && !messages.isEmpty()) {
      Message message = messages.removeFirst();
      hidden.put(message.receiptHandle(), message);
      received.add(message);
    }
    return ReceiveMessageResponse.builder().messages(received).build();
  }

  @Override
  public ChangeMessageVisibilityResponse changeMessageVisibility(
      ChangeMessageVisibilityRequest request) {
    answer(request.queueUrl());
    Message message = hidden.remove(request.receiptHandle());
    if (message != null) {
      messages(request.queueUrl()).add(message);
    }
    return ChangeMessageVisibilityResponse.builder().build();
  }

  @Override
  public DeleteMessageResponse deleteMessage(DeleteMessageRequest request) {
    answer(request.queueUrl());
    hidden.remove(request.receiptHandle());
    return DeleteMessageResponse.builder().build();
  }

  @Override
  public GetQueueAttributesResponse getQueueAttributes(GetQueueAttributesRequest request) {
    answer(request.queueUrl());
    return GetQueueAttributesResponse.builder()
        .attributes(
            Map.of(
                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                Integer.toString(messages(request.queueUrl()).size())))
        .build();
  }

  private List<Message> messages(String url) {
    return visible.computeIfAbsent(url, _ -> new CopyOnWriteArrayList<>());
  }

  private void answer(String url) {
    if (away.stream().anyMatch(url::endsWith)) {
      throw SqsException.builder().message("away").statusCode(503).build();
    }
  }

  @Override
  public String serviceName() {
    return "sqs";
  }

  @Override
  public void close() {}
}
