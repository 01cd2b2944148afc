package io.gamekeeper.local.aws.sqs;

import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.CallerTrace;
import io.gamekeeper.local.client.NotSimulatedException;
import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.iam.Arns;
import io.gamekeeper.local.template.AwsEnvironment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** The API of SQS for functions. */
public final class SqsQueues {
  private final Queues queues;

  private SqsQueues(Queues queues) {
    this.queues = queues;
  }

  /** Returns the service in front of the queues. */
  public static SimulatedService<SqsClient> service(Queues queues) {
    return new SqsQueues(queues).service();
  }

  private SimulatedService<SqsClient> service() {
    SimulatedService<SqsClient> service =
        new SimulatedService<>("sqs", SqsClient.class, SqsErrors::of);
    operation(
        service,
        "sendMessage",
        SendMessageRequest.class,
        List.of("QueueUrl", "MessageBody"),
        "sqs:SendMessage",
        SendMessageRequest::queueUrl,
        this::send);
    operation(
        service,
        "sendMessageBatch",
        SendMessageBatchRequest.class,
        List.of("QueueUrl", "Entries"),
        "sqs:SendMessage",
        SendMessageBatchRequest::queueUrl,
        this::sendBatch);
    operation(
        service,
        "receiveMessage",
        ReceiveMessageRequest.class,
        List.of("QueueUrl"),
        "sqs:ReceiveMessage",
        ReceiveMessageRequest::queueUrl,
        this::receive);
    operation(
        service,
        "deleteMessage",
        DeleteMessageRequest.class,
        List.of("QueueUrl", "ReceiptHandle"),
        "sqs:DeleteMessage",
        DeleteMessageRequest::queueUrl,
        this::delete);
    operation(
        service,
        "deleteMessageBatch",
        DeleteMessageBatchRequest.class,
        List.of("QueueUrl", "Entries"),
        "sqs:DeleteMessage",
        DeleteMessageBatchRequest::queueUrl,
        this::deleteBatch);
    operation(
        service,
        "changeMessageVisibility",
        ChangeMessageVisibilityRequest.class,
        List.of("QueueUrl", "ReceiptHandle", "VisibilityTimeout"),
        "sqs:ChangeMessageVisibility",
        ChangeMessageVisibilityRequest::queueUrl,
        this::changeVisibility);
    operation(
        service,
        "getQueueAttributes",
        GetQueueAttributesRequest.class,
        List.of("QueueUrl"),
        "sqs:GetQueueAttributes",
        GetQueueAttributesRequest::queueUrl,
        this::attributes);
    return service.operation(
        "getQueueUrl",
        GetQueueUrlRequest.class,
        List.of("QueueName"),
        request ->
            List.of(
                new Access.ByRole(
                    "sqs:GetQueueUrl",
                    queues
                        .findByName(request.queueName())
                        .map(queue -> queue.settings().arn())
                        .orElseGet(() -> AwsEnvironment.LAPTOP.arn("sqs", request.queueName())))),
        this::url);
  }

  private <R extends AwsRequest> void operation(
      SimulatedService<SqsClient> service,
      String method,
      Class<R> requestType,
      List<String> required,
      String action,
      Function<R, String> queueUrl,
      SimulatedService.Execution<R> execution) {
    service.operation(
        method,
        requestType,
        required,
        request -> List.of(new Access.ByRole(action, arn(queueUrl.apply(request)))),
        execution);
  }

  /**
   * Returns the ARN by which policies name a queue; for a queue that does not exist, it follows
   * from the URL.
   */
  private String arn(String url) {
    return queues
        .findByUrl(url)
        .map(queue -> queue.settings().arn())
        .orElseGet(() -> AwsEnvironment.LAPTOP.arn("sqs", url.substring(url.lastIndexOf('/') + 1)));
  }

  private MessageQueue queue(String url) {
    return queues.findByUrl(url).orElseThrow(SqsErrors::noQueue);
  }

  private GetQueueUrlResponse url(GetQueueUrlRequest request) {
    MessageQueue queue = queues.findByName(request.queueName()).orElseThrow(SqsErrors::noQueue);
    return GetQueueUrlResponse.builder().queueUrl(queue.settings().url()).build();
  }

  private SendMessageResponse send(SendMessageRequest request) {
    MessageQueue queue = queue(request.queueUrl());
    OutgoingMessage message =
        message(
                request.messageBody(),
                request.messageAttributes(),
                request.messageSystemAttributes(),
                request.delaySeconds(),
                CallerTrace.of(request),
                queue)
            .in(
                Optional.ofNullable(request.messageGroupId()),
                Optional.ofNullable(request.messageDeduplicationId()));
    message.check(queue.settings());
    MessageQueue.Sent sent = queue.send(message);
    return SendMessageResponse.builder()
        .messageId(sent.id())
        .sequenceNumber(sent.sequenceNumber().orElse(null))
        .md5OfMessageBody(message.md5OfBody())
        .build();
  }

  private SendMessageBatchResponse sendBatch(SendMessageBatchRequest request) {
    MessageQueue queue = queue(request.queueUrl());
    Batch<SendMessageBatchResultEntry> batch =
        Batch.of(request.entries().stream().map(SendMessageBatchRequestEntry::id).toList());
    Map<String, OutgoingMessage> messages = new LinkedHashMap<>();
    for (SendMessageBatchRequestEntry entry : request.entries()) {
      messages.put(
          entry.id(),
          message(
                  entry.messageBody() == null ? "" : entry.messageBody(),
                  entry.messageAttributes(),
                  entry.messageSystemAttributes(),
                  entry.delaySeconds(),
                  CallerTrace.of(request),
                  queue)
              .in(
                  Optional.ofNullable(entry.messageGroupId()),
                  Optional.ofNullable(entry.messageDeduplicationId())));
    }
    int bytes = messages.values().stream().mapToInt(OutgoingMessage::bytes).sum();
    if (bytes > QueueSettings.LARGEST_MESSAGE_BYTES) {
      throw SqsErrors.batchTooLong(QueueSettings.LARGEST_MESSAGE_BYTES, bytes);
    }
    messages.forEach(
        (id, message) ->
            batch.execute(
                id,
                () -> {
                  message.check(queue.settings());
                  MessageQueue.Sent sent = queue.send(message);
                  return SendMessageBatchResultEntry.builder()
                      .id(id)
                      .messageId(sent.id())
                      .sequenceNumber(sent.sequenceNumber().orElse(null))
                      .md5OfMessageBody(message.md5OfBody())
                      .build();
                }));
    return SendMessageBatchResponse.builder()
        .successful(batch.successful())
        .failed(batch.failed())
        .build();
  }

  /**
   * Makes a message; its own trace header counts before the request's (X-Ray guide, "Amazon SQS and
   * AWS X-Ray").
   */
  private static OutgoingMessage message(
      String body,
      Map<String, MessageAttributeValue> attributes,
      Map<MessageSystemAttributeNameForSends, MessageSystemAttributeValue> system,
      @Nullable Integer delaySeconds,
      Optional<String> ofRequest,
      MessageQueue queue) {
    return new OutgoingMessage(
        body,
        attributes,
        Optional.ofNullable(system.get(MessageSystemAttributeNameForSends.AWS_TRACE_HEADER))
            .map(MessageSystemAttributeValue::stringValue)
            .or(() -> ofRequest),
        IntegerParameter.DELAY_SECONDS.seconds(delaySeconds),
        Arns.account(queue.settings().arn()));
  }

  private ReceiveMessageResponse receive(ReceiveMessageRequest request) {
    if (request.receiveRequestAttemptId() != null) {
      throw new NotSimulatedException("sqs:receiveMessage with a ReceiveRequestAttemptId");
    }
    MessageQueue queue = queue(request.queueUrl());
    QueueSettings settings = queue.settings();
    int most =
        IntegerParameter.MAX_NUMBER_OF_MESSAGES.checked(
            request.maxNumberOfMessages() == null ? 1 : request.maxNumberOfMessages());
    try {
      List<ReceivedMessage> received =
          queue.receive(
              most,
              IntegerParameter.VISIBILITY_TIMEOUT
                  .seconds(request.visibilityTimeout())
                  .orElse(settings.visibilityTimeout()),
              IntegerParameter.WAIT_TIME_SECONDS
                  .seconds(request.waitTimeSeconds())
                  .orElse(settings.receiveWait()));
      AttributeSelection selection = AttributeSelection.of(request);
      return ReceiveMessageResponse.builder()
          .messages(received.stream().map(selection::apply).toList())
          .build();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw AbortedException.create("Thread was interrupted", e);
    }
  }

  private DeleteMessageResponse delete(DeleteMessageRequest request) {
    delete(queue(request.queueUrl()), request.receiptHandle());
    return DeleteMessageResponse.builder().build();
  }

  private DeleteMessageBatchResponse deleteBatch(DeleteMessageBatchRequest request) {
    MessageQueue queue = queue(request.queueUrl());
    Batch<DeleteMessageBatchResultEntry> batch =
        Batch.of(request.entries().stream().map(DeleteMessageBatchRequestEntry::id).toList());
    for (DeleteMessageBatchRequestEntry entry : request.entries()) {
      batch.execute(
          entry.id(),
          () -> {
            delete(queue, entry.receiptHandle());
            return DeleteMessageBatchResultEntry.builder().id(entry.id()).build();
          });
    }
    return DeleteMessageBatchResponse.builder()
        .successful(batch.successful())
        .failed(batch.failed())
        .build();
  }

  private static void delete(MessageQueue queue, String handle) {
    checkHandle(handle);
    if (!queue.delete(handle)) {
      throw SqsErrors.expiredHandle(handle);
    }
  }

  private ChangeMessageVisibilityResponse changeVisibility(ChangeMessageVisibilityRequest request) {
    MessageQueue queue = queue(request.queueUrl());
    checkHandle(request.receiptHandle());
    int seconds = IntegerParameter.VISIBILITY_TIMEOUT.checked(request.visibilityTimeout());
    if (!queue.changeVisibility(request.receiptHandle(), Duration.ofSeconds(seconds))) {
      throw SqsErrors.notInFlight();
    }
    return ChangeMessageVisibilityResponse.builder().build();
  }

  private static void checkHandle(String handle) {
    if (!MessageQueue.isReceiptHandle(handle)) {
      throw SqsErrors.invalidHandle(handle);
    }
  }

  private GetQueueAttributesResponse attributes(GetQueueAttributesRequest request) {
    MessageQueue queue = queue(request.queueUrl());
    return GetQueueAttributesResponse.builder()
        .attributesWithStrings(
            new QueueAttributes(queue.settings(), queue.counts())
                .named(request.attributeNamesAsStrings()))
        .build();
  }
}
