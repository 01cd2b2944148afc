package io.gamekeeper.local.aws.sqs;

import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.NotSimulatedException;
import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.iam.Arns;
import io.gamekeeper.local.template.AwsEnvironment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchEntryIdsNotDistinctException;
import software.amazon.awssdk.services.sqs.model.BatchRequestTooLongException;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.EmptyBatchRequestException;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageNotInflightException;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;
import software.amazon.awssdk.services.sqs.model.TooManyEntriesInBatchRequestException;

/** The stage's queues as functions call them. */
public final class SqsQueues {
  private static final int BAD_REQUEST = 400;
  private static final int MOST_AT_ONCE = 10;

  private final Queues queues;

  private SqsQueues(Queues queues) {
    this.queues = queues;
  }

  /** The service in front of the queues. */
  public static SimulatedService<SqsClient> service(Queues queues) {
    return new SqsQueues(queues).service();
  }

  private SimulatedService<SqsClient> service() {
    SimulatedService<SqsClient> service =
        new SimulatedService<>(
            "sqs",
            SqsClient.class,
            (code, status, message) ->
                SqsException.builder()
                    .awsErrorDetails(details(code, message))
                    .statusCode(status)
                    .build());
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

  /** The ARN that policies see; that of a queue which does not exist follows from its address. */
  private String arn(String url) {
    return queues
        .findByUrl(url)
        .map(queue -> queue.settings().arn())
        .orElseGet(() -> AwsEnvironment.LAPTOP.arn("sqs", url.substring(url.lastIndexOf('/') + 1)));
  }

  private MessageQueue queue(String url) {
    return queues.findByUrl(url).orElseThrow(SqsQueues::noQueue);
  }

  private GetQueueUrlResponse url(GetQueueUrlRequest request) {
    MessageQueue queue = queues.findByName(request.queueName()).orElseThrow(SqsQueues::noQueue);
    return GetQueueUrlResponse.builder().queueUrl(queue.settings().url()).build();
  }

  private SendMessageResponse send(SendMessageRequest request) {
    MessageQueue queue = queue(request.queueUrl());
    if (request.messageGroupId() != null || request.messageDeduplicationId() != null) {
      throw new NotSimulatedException("sqs:sendMessage with a group or a deduplication id");
    }
    OutgoingMessage message =
        message(
            request.messageBody(),
            request.messageAttributes(),
            request.messageSystemAttributes(),
            request.delaySeconds(),
            queue);
    check(message, queue);
    return SendMessageResponse.builder()
        .messageId(queue.send(message))
        .md5OfMessageBody(md5(request.messageBody()))
        .build();
  }

  private SendMessageBatchResponse sendBatch(SendMessageBatchRequest request) {
    MessageQueue queue = queue(request.queueUrl());
    checkBatch(request.entries().stream().map(SendMessageBatchRequestEntry::id).toList());
    List<OutgoingMessage> messages = new ArrayList<>();
    int bytes = 0;
    for (SendMessageBatchRequestEntry entry : request.entries()) {
      if (entry.messageGroupId() != null || entry.messageDeduplicationId() != null) {
        throw new NotSimulatedException("sqs:sendMessageBatch with a group or a deduplication id");
      }
      OutgoingMessage message =
          message(
              entry.messageBody() == null ? "" : entry.messageBody(),
              entry.messageAttributes(),
              entry.messageSystemAttributes(),
              entry.delaySeconds(),
              queue);
      bytes += bytes(message);
      messages.add(message);
    }
    if (bytes > QueueSettings.LARGEST_MESSAGE_BYTES) {
      throw BatchRequestTooLongException.builder()
          .awsErrorDetails(
              details(
                  "AWS.SimpleQueueService.BatchRequestTooLong",
                  "Batch requests cannot be longer than %d bytes. You have sent %d bytes."
                      .formatted(QueueSettings.LARGEST_MESSAGE_BYTES, bytes)))
          .statusCode(BAD_REQUEST)
          .build();
    }
    List<SendMessageBatchResultEntry> sent = new ArrayList<>();
    List<BatchResultErrorEntry> failed = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      OutgoingMessage message = messages.get(i);
      String id = request.entries().get(i).id();
      try {
        check(message, queue);
      } catch (SqsException e) {
        failed.add(failure(id, e));
        continue;
      }
      sent.add(
          SendMessageBatchResultEntry.builder()
              .id(id)
              .messageId(queue.send(message))
              .md5OfMessageBody(md5(message.body()))
              .build());
    }
    return SendMessageBatchResponse.builder().successful(sent).failed(failed).build();
  }

  private ReceiveMessageResponse receive(ReceiveMessageRequest request) {
    MessageQueue queue = queue(request.queueUrl());
    QueueSettings settings = queue.settings();
    int most = request.maxNumberOfMessages() == null ? 1 : request.maxNumberOfMessages();
    checkRange("MaxNumberOfMessages", most, 1, MOST_AT_ONCE);
    try {
      List<ReceivedMessage> received =
          queue.receive(
              most,
              seconds("VisibilityTimeout", request.visibilityTimeout(), 43_200)
                  .orElse(settings.visibilityTimeout()),
              seconds("WaitTimeSeconds", request.waitTimeSeconds(), 20)
                  .orElse(settings.receiveWait()));
      Set<String> system = Set.copyOf(request.messageSystemAttributeNamesAsStrings());
      return ReceiveMessageResponse.builder()
          .messages(
              received.stream()
                  .map(message -> message(message, system, request.messageAttributeNames()))
                  .toList())
          .build();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw AbortedException.create("Thread was interrupted", e);
    }
  }

  private static Message message(
      ReceivedMessage received, Set<String> systemNames, List<String> attributeNames) {
    Map<String, String> system = new HashMap<>(received.system());
    if (!systemNames.contains("All")) {
      system.keySet().retainAll(systemNames);
    }
    Map<String, MessageAttributeValue> attributes = new HashMap<>(received.attributes());
    attributes.keySet().removeIf(Predicate.not(name -> isWanted(name, attributeNames)));
    return Message.builder()
        .messageId(received.id())
        .receiptHandle(received.receiptHandle())
        .body(received.body())
        .md5OfBody(md5(received.body()))
        .attributesWithStrings(system)
        .messageAttributes(attributes)
        .build();
  }

  /** Receivers name attributes one by one, by a prefix with {@code .*}, or all of them. */
  private static boolean isWanted(String attribute, List<String> wanted) {
    return wanted.stream()
        .anyMatch(
            name ->
                name.equals("All")
                    || name.equals(attribute)
                    || (name.endsWith(".*")
                        && attribute.startsWith(name.substring(0, name.length() - 2))));
  }

  private DeleteMessageResponse delete(DeleteMessageRequest request) {
    MessageQueue queue = queue(request.queueUrl());
    checkHandle(request.receiptHandle());
    queue.delete(request.receiptHandle());
    return DeleteMessageResponse.builder().build();
  }

  private DeleteMessageBatchResponse deleteBatch(DeleteMessageBatchRequest request) {
    MessageQueue queue = queue(request.queueUrl());
    checkBatch(request.entries().stream().map(DeleteMessageBatchRequestEntry::id).toList());
    List<DeleteMessageBatchResultEntry> deleted = new ArrayList<>();
    List<BatchResultErrorEntry> failed = new ArrayList<>();
    for (DeleteMessageBatchRequestEntry entry : request.entries()) {
      try {
        checkHandle(entry.receiptHandle());
      } catch (SqsException e) {
        failed.add(failure(entry.id(), e));
        continue;
      }
      queue.delete(entry.receiptHandle());
      deleted.add(DeleteMessageBatchResultEntry.builder().id(entry.id()).build());
    }
    return DeleteMessageBatchResponse.builder().successful(deleted).failed(failed).build();
  }

  private ChangeMessageVisibilityResponse changeVisibility(ChangeMessageVisibilityRequest request) {
    MessageQueue queue = queue(request.queueUrl());
    checkHandle(request.receiptHandle());
    checkRange("VisibilityTimeout", request.visibilityTimeout(), 0, 43_200);
    if (!queue.changeVisibility(
        request.receiptHandle(), Duration.ofSeconds(request.visibilityTimeout()))) {
      throw MessageNotInflightException.builder()
          .awsErrorDetails(
              details(
                  "AWS.SimpleQueueService.MessageNotInflight",
                  "The specified message isn't in flight."))
          .statusCode(BAD_REQUEST)
          .build();
    }
    return ChangeMessageVisibilityResponse.builder().build();
  }

  private GetQueueAttributesResponse attributes(GetQueueAttributesRequest request) {
    MessageQueue queue = queue(request.queueUrl());
    QueueSettings settings = queue.settings();
    MessageQueue.Counts counts = queue.counts();
    Map<String, String> all = new HashMap<>();
    all.put("QueueArn", settings.arn());
    all.put("ApproximateNumberOfMessages", Integer.toString(counts.visible()));
    all.put("ApproximateNumberOfMessagesNotVisible", Integer.toString(counts.inFlight()));
    all.put("ApproximateNumberOfMessagesDelayed", Integer.toString(counts.delayed()));
    all.put("VisibilityTimeout", Long.toString(settings.visibilityTimeout().toSeconds()));
    all.put("DelaySeconds", Long.toString(settings.delay().toSeconds()));
    all.put("MessageRetentionPeriod", Long.toString(settings.retention().toSeconds()));
    all.put("ReceiveMessageWaitTimeSeconds", Long.toString(settings.receiveWait().toSeconds()));
    all.put("MaximumMessageSize", Integer.toString(settings.maximumBytes()));
    settings
        .redrive()
        .ifPresent(
            redrive ->
                all.put(
                    "RedrivePolicy",
                    "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":%d}"
                        .formatted(redrive.deadLetterArn(), redrive.maximumReceives())));
    if (!request.attributeNamesAsStrings().contains("All")) {
      all.keySet().retainAll(request.attributeNamesAsStrings());
    }
    return GetQueueAttributesResponse.builder().attributesWithStrings(all).build();
  }

  private static OutgoingMessage message(
      String body,
      Map<String, MessageAttributeValue> attributes,
      Map<MessageSystemAttributeNameForSends, MessageSystemAttributeValue> system,
      @Nullable Integer delaySeconds,
      MessageQueue queue) {
    return new OutgoingMessage(
        body,
        attributes,
        Optional.ofNullable(system.get(MessageSystemAttributeNameForSends.AWS_TRACE_HEADER))
            .map(MessageSystemAttributeValue::stringValue),
        seconds("DelaySeconds", delaySeconds, 900),
        Arns.account(queue.settings().arn()));
  }

  private static void check(OutgoingMessage message, MessageQueue queue) {
    if (message.body().isEmpty()) {
      throw error("MissingParameter", "The request must contain the parameter MessageBody.");
    }
    if (!message.body().codePoints().allMatch(SqsQueues::isAllowed)) {
      throw error(
          "InvalidMessageContents",
          "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF"
              + " | #xE000 to #xFFFD | #x10000 to #x10FFFF");
    }
    if (bytes(message) > queue.settings().maximumBytes()) {
      throw error(
          "InvalidParameterValue",
          "One or more parameters are invalid. Reason: Message must be shorter than %d bytes."
              .formatted(queue.settings().maximumBytes()));
    }
  }

  private static boolean isAllowed(int character) {
    return character == '\t'
        || character == '\n'
        || character == '\r'
        || (character >= 0x20 && character <= 0xD7FF)
        || (character >= 0xE000 && character <= 0xFFFD)
        || character >= 0x10000;
  }

  private static int bytes(OutgoingMessage message) {
    int bytes = utf8(message.body());
    for (Map.Entry<String, MessageAttributeValue> attribute : message.attributes().entrySet()) {
      MessageAttributeValue value = attribute.getValue();
      bytes += utf8(attribute.getKey()) + utf8(value.dataType());
      bytes += value.stringValue() == null ? 0 : utf8(value.stringValue());
      bytes += value.binaryValue() == null ? 0 : value.binaryValue().asByteArrayUnsafe().length;
    }
    return bytes;
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void checkBatch(List<String> ids) {
    if (ids.isEmpty()) {
      throw EmptyBatchRequestException.builder()
          .awsErrorDetails(
              details(
                  "AWS.SimpleQueueService.EmptyBatchRequest",
                  "There should be at least one entry in the request."))
          .statusCode(BAD_REQUEST)
          .build();
    }
    if (ids.size() > MOST_AT_ONCE) {
      throw TooManyEntriesInBatchRequestException.builder()
          .awsErrorDetails(
              details(
                  "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
                  "Maximum number of entries per request are %d. You have sent %d."
                      .formatted(MOST_AT_ONCE, ids.size())))
          .statusCode(BAD_REQUEST)
          .build();
    }
    if (new HashSet<>(ids).size() < ids.size()) {
      throw BatchEntryIdsNotDistinctException.builder()
          .awsErrorDetails(
              details(
                  "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
                  "Two or more batch entries in the request have the same Id."))
          .statusCode(BAD_REQUEST)
          .build();
    }
  }

  private static void checkHandle(String handle) {
    if (!MessageQueue.isReceiptHandle(handle)) {
      throw ReceiptHandleIsInvalidException.builder()
          .awsErrorDetails(
              details(
                  "ReceiptHandleIsInvalid",
                  "The input receipt handle \"%s\" is not a valid receipt handle."
                      .formatted(handle)))
          .statusCode(BAD_REQUEST)
          .build();
    }
  }

  private static Optional<Duration> seconds(String name, @Nullable Integer value, int most) {
    if (value == null) {
      return Optional.empty();
    }
    checkRange(name, value, 0, most);
    return Optional.of(Duration.ofSeconds(value));
  }

  private static void checkRange(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw error(
          "InvalidParameterValue",
          "Value %d for parameter %s is invalid. Reason: Must be between %d and %d, if provided."
              .formatted(value, name, least, most));
    }
  }

  private static BatchResultErrorEntry failure(String id, SqsException error) {
    return BatchResultErrorEntry.builder()
        .id(id)
        .senderFault(true)
        .code(error.awsErrorDetails().errorCode())
        .message(error.awsErrorDetails().errorMessage())
        .build();
  }

  private static SqsException error(String code, String message) {
    return (SqsException)
        SqsException.builder()
            .awsErrorDetails(details(code, message))
            .statusCode(BAD_REQUEST)
            .build();
  }

  private static QueueDoesNotExistException noQueue() {
    return QueueDoesNotExistException.builder()
        .awsErrorDetails(
            details(
                "AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist."))
        .statusCode(BAD_REQUEST)
        .build();
  }

  private static String md5(String body) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  private static AwsErrorDetails details(String code, String message) {
    return AwsErrorDetails.builder()
        .serviceName("Sqs")
        .errorCode(code)
        .errorMessage(message)
        .build();
  }
}
