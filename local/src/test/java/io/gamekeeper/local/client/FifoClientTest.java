package io.gamekeeper.local.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.aws.sqs.FifoSettings;
import io.gamekeeper.local.aws.sqs.FifoSettings.DeduplicationScope;
import io.gamekeeper.local.aws.sqs.FifoSettings.ThroughputLimit;
import io.gamekeeper.local.aws.sqs.QueueSettings;
import io.gamekeeper.local.aws.sqs.Queues;
import io.gamekeeper.local.aws.sqs.SqsQueues;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** FIFO queues through the client that functions use. */
final class FifoClientTest {
  private static final String FIFO = url("work.fifo");
  private static final String BY_CONTENT = url("content.fifo");
  private static final String STANDARD = url("work");

  private final LedTime time = new LedTime();
  private final Queues queues = new Queues(time.ground());
  private final SqsClient sqs = SqsQueues.service(queues).clientFor(Callers.allowed("sqs:*", "*"));

  FifoClientTest() {
    queues.create(settings("work.fifo", Optional.of(fifo(false))));
    queues.create(settings("content.fifo", Optional.of(fifo(true))));
    queues.create(settings("work", Optional.empty()));
  }

  @AfterEach
  void close() {
    time.close();
  }

  @Test
  void whatIsSentComesInOrderWithItsGroupIdAndNumber() {
    SendMessageResponse first =
        send(FIFO, to -> to.messageGroupId("g").messageDeduplicationId("1"));
    SendMessageResponse second =
        send(FIFO, to -> to.messageGroupId("g").messageDeduplicationId("2"));
    SendMessageResponse copy = send(FIFO, to -> to.messageGroupId("g").messageDeduplicationId("1"));

    List<Message> received = receive(FIFO);

    assertThat(copy.messageId()).isEqualTo(first.messageId());
    assertThat(second.sequenceNumber()).isGreaterThan(first.sequenceNumber()).hasSize(20);
    assertThat(received)
        .extracting(Message::messageId)
        .containsExactly(first.messageId(), second.messageId());
    assertThat(received.getFirst().attributes())
        .containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "g")
        .containsEntry(MessageSystemAttributeName.MESSAGE_DEDUPLICATION_ID, "1")
        .containsEntry(MessageSystemAttributeName.SEQUENCE_NUMBER, first.sequenceNumber());
  }

  @Test
  void ofABatchTheGoodEntriesAreSentInOrder() {
    SendMessageBatchResponse response =
        sqs.sendMessageBatch(
            request ->
                request
                    .queueUrl(BY_CONTENT)
                    .entries(
                        entry("1").messageGroupId("g").build(),
                        entry("2").build(),
                        entry("3").messageGroupId("g").delaySeconds(1).build(),
                        entry("4").messageGroupId("g").delaySeconds(0).build()));

    assertThat(response.successful())
        .allSatisfy(entry -> assertThat(entry.sequenceNumber()).hasSize(20))
        .extracting(entry -> entry.id())
        .containsExactly("1", "4");
    assertThat(response.failed())
        .extracting(entry -> entry.id() + " " + entry.code())
        .containsExactly("2 MissingParameter", "3 InvalidParameterValue");
    assertThat(receive(BY_CONTENT)).extracting(Message::body).containsExactly("body 1", "body 4");
  }

  @Test
  void whatSqsRefusesIsRefused() {
    refused(FIFO, to -> to.messageDeduplicationId("1"), "parameter MessageGroupId");
    refused(FIFO, to -> to.messageGroupId("g"), "ContentBasedDeduplication");
    refused(
        FIFO,
        to -> to.messageGroupId("g").messageDeduplicationId("1").delaySeconds(2),
        "Value 2 for parameter DelaySeconds is invalid");
    refused(
        FIFO,
        to -> to.messageGroupId("a group").messageDeduplicationId("1"),
        "MessageGroupId can only include alphanumeric and punctuation");
    refused(
        FIFO,
        to -> to.messageGroupId("g").messageDeduplicationId("x".repeat(129)),
        "MessageDeduplicationId can only include");
    refused(STANDARD, to -> to.messageDeduplicationId("1"), "not valid for this queue type");
    assertThatThrownBy(
            () ->
                sqs.receiveMessage(
                    request -> request.queueUrl(FIFO).receiveRequestAttemptId("again")))
        .isInstanceOf(NotSimulatedException.class);
  }

  @Test
  void allSignsThatSqsKnowsAreAllowedInIds() {
    String signs = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~aZ09";

    send(FIFO, to -> to.messageGroupId(signs).messageDeduplicationId("x".repeat(128)));

    assertThat(receive(FIFO).getFirst().attributes())
        .containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, signs);
  }

  @Test
  void aMessageOfAStandardQueueMayHaveAGroupWhichOrdersNothing() {
    for (int i = 0; i < 2; i++) {
      assertThat(send(STANDARD, to -> to.messageGroupId("tenant")).sequenceNumber()).isNull();
    }

    assertThat(receive(STANDARD, 1).getFirst().attributes())
        .containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "tenant")
        .doesNotContainKey(MessageSystemAttributeName.SEQUENCE_NUMBER);
    assertThat(receive(STANDARD, 1)).hasSize(1);
  }

  @Test
  void anExpiredReceiptCannotDelete() {
    send(BY_CONTENT, to -> to.messageGroupId("g"));
    String handle = receive(BY_CONTENT).getFirst().receiptHandle();
    time.advance(QueueSettings.DEFAULT_VISIBILITY_TIMEOUT);

    assertThatThrownBy(
            () -> sqs.deleteMessage(request -> request.queueUrl(BY_CONTENT).receiptHandle(handle)))
        .isInstanceOf(SqsException.class)
        .hasMessageContaining("The receipt handle has expired.");
    assertThat(receive(BY_CONTENT)).hasSize(1);
  }

  @Test
  void theAttributesTellThatAQueueIsFifo() {
    assertThat(
            sqs.getQueueAttributes(
                    request -> request.queueUrl(BY_CONTENT).attributeNames(QueueAttributeName.ALL))
                .attributes())
        .containsEntry(QueueAttributeName.FIFO_QUEUE, "true")
        .containsEntry(QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true")
        .containsEntry(QueueAttributeName.DEDUPLICATION_SCOPE, "queue")
        .containsEntry(QueueAttributeName.FIFO_THROUGHPUT_LIMIT, "perQueue");
  }

  private void refused(
      String url, Consumer<SendMessageRequest.Builder> parameters, String problem) {
    assertThatThrownBy(() -> send(url, parameters))
        .isInstanceOf(SqsException.class)
        .hasMessageContaining(problem);
  }

  private SendMessageResponse send(String url, Consumer<SendMessageRequest.Builder> parameters) {
    return sqs.sendMessage(
        request -> parameters.accept(request.queueUrl(url).messageBody("a body")));
  }

  private List<Message> receive(String url) {
    return receive(url, 10);
  }

  private List<Message> receive(String url, int most) {
    return sqs.receiveMessage(
            request ->
                request
                    .queueUrl(url)
                    .maxNumberOfMessages(most)
                    .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
        .messages();
  }

  private static SendMessageBatchRequestEntry.Builder entry(String id) {
    return SendMessageBatchRequestEntry.builder().id(id).messageBody("body " + id);
  }

  private static String url(String name) {
    return "https://sqs.eu-central-1.amazonaws.com/000000000000/" + name;
  }

  private static FifoSettings fifo(boolean byContent) {
    return new FifoSettings(byContent, DeduplicationScope.QUEUE, ThroughputLimit.PER_QUEUE);
  }

  private static QueueSettings settings(String name, Optional<FifoSettings> fifo) {
    return new QueueSettings(
        name,
        "arn:aws:sqs:eu-central-1:000000000000:" + name,
        url(name),
        QueueSettings.DEFAULT_VISIBILITY_TIMEOUT,
        Duration.ZERO,
        QueueSettings.DEFAULT_RETENTION,
        Duration.ZERO,
        QueueSettings.LARGEST_MESSAGE_BYTES,
        Optional.empty(),
        fifo);
  }
}
