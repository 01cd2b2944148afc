package io.gamekeeper.local.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.aws.events.EventBuses;
import io.gamekeeper.local.aws.events.EventPublishing;
import io.gamekeeper.local.aws.events.EventRule;
import io.gamekeeper.local.aws.events.RuleTarget;
import io.gamekeeper.local.aws.sqs.MessageQueue;
import io.gamekeeper.local.aws.sqs.QueueSettings;
import io.gamekeeper.local.aws.sqs.Queues;
import io.gamekeeper.local.aws.sqs.SqsQueues;
import io.gamekeeper.local.target.Call;
import io.gamekeeper.local.target.NotTakenException;
import io.gamekeeper.local.target.Target;
import io.gamekeeper.local.target.Targets;
import io.gamekeeper.local.template.AwsEnvironment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchEntryIdsNotDistinctException;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;

@Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class MessagingClientsTest {
  private static final AwsEnvironment EU = new AwsEnvironment("123456789012", "eu-central-1");
  private static final String URL = "https://sqs.eu-central-1.amazonaws.com/123456789012/work";
  private static final String OTHER = "https://sqs.eu-central-1.amazonaws.com/123456789012/other";
  private static final String GONE = EU.arn("lambda", "function:gone");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LedTime time = new LedTime();
  private final Targets targets = time.ground().targets();
  private final Queues queues = new Queues(time.ground());
  private final MessageQueue queue = queues.create(settings("work", URL));
  private final EventBuses buses = new EventBuses(time.ground());
  private final SqsClient sqs = SqsQueues.service(queues).clientFor(worker());
  private final EventBridgeClient events = EventPublishing.service(buses).clientFor(worker());

  MessagingClientsTest() {
    queues.create(settings("other", OTHER));
    buses.create("game", EU);
  }

  @AfterEach
  void close() {
    time.close();
  }

  @Test
  void messagesCarryTheirAttributesAndAreGoneOnceDeleted() {
    sqs.sendMessage(
        request ->
            request
                .queueUrl(URL)
                .messageBody("hello")
                .messageAttributes(Map.of("kind", text("a"), "other", text("b"))));

    Message message =
        sqs.receiveMessage(
                request ->
                    request
                        .queueUrl(URL)
                        .messageAttributeNames("ki.*")
                        .messageSystemAttributeNamesWithStrings("ApproximateReceiveCount"))
            .messages()
            .getFirst();
    assertThat(message.body()).isEqualTo("hello");
    assertThat(message.md5OfBody()).isEqualTo("5d41402abc4b2a76b9719d911017c592");
    assertThat(message.messageAttributes()).containsOnlyKeys("kind");
    assertThat(message.attributesAsStrings())
        .containsExactly(Map.entry("ApproximateReceiveCount", "1"));
    sqs.deleteMessage(request -> request.queueUrl(URL).receiptHandle(message.receiptHandle()));

    assertThat(
            sqs.getQueueAttributes(
                    request -> request.queueUrl(URL).attributeNames(QueueAttributeName.ALL))
                .attributes())
        .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "0")
        .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE, "0")
        .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "30");
    assertThat(sqs.getQueueUrl(request -> request.queueName("work")).queueUrl()).isEqualTo(URL);
  }

  @Test
  void ofABatchTheGoodEntriesAreSent() {
    SendMessageBatchResponse response =
        sqs.sendMessageBatch(
            request ->
                request
                    .queueUrl(URL)
                    .entries(
                        send("good").messageBody("a").build(),
                        send("odd").messageBody("\u0000").build(),
                        send("empty").build()));

    assertThat(response.successful()).extracting(entry -> entry.id()).containsExactly("good");
    assertThat(response.failed())
        .extracting(entry -> entry.id() + " " + entry.code())
        .containsExactly("odd InvalidMessageContents", "empty MissingParameter");
    assertThat(queue.counts().visible()).isEqualTo(1);
    assertThatThrownBy(
            () ->
                sqs.deleteMessageBatch(
                    request -> request.queueUrl(URL).entries(delete("x"), delete("x"))))
        .isInstanceOf(BatchEntryIdsNotDistinctException.class);
  }

  @Test
  void queuesRefuseWhatSqsRefuses() {
    assertThatThrownBy(() -> sqs.sendMessage(request -> request.queueUrl(URL)))
        .isInstanceOf(SqsException.class)
        .hasMessageContaining("MessageBody");
    assertThatThrownBy(() -> sqs.sendMessage(request -> request.queueUrl(OTHER).messageBody("a")))
        .isInstanceOfSatisfying(
            SqsException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException"))
        .hasMessageContaining("sqs:SendMessage")
        .hasMessageContaining(":other");
    assertThatThrownBy(
            () ->
                SqsQueues.service(queues)
                    .clientFor(Callers.allowed("sqs:*", "*"))
                    .receiveMessage(request -> request.queueUrl("https://nowhere/1/none")))
        .isInstanceOf(QueueDoesNotExistException.class);
    assertThatThrownBy(
            () -> sqs.deleteMessage(request -> request.queueUrl(URL).receiptHandle("made up")))
        .isInstanceOf(ReceiptHandleIsInvalidException.class);
    assertThatThrownBy(
            () -> sqs.receiveMessage(request -> request.queueUrl(URL).maxNumberOfMessages(11)))
        .hasMessageContaining("Must be between 1 and 10");
    assertThatThrownBy(() -> sqs.purgeQueue(request -> request.queueUrl(URL)))
        .isInstanceOf(NotSimulatedException.class);
  }

  @Test
  void anEventReachesTheRulesWhosePatternItMatches() throws Exception {
    rule("Completed", "{'source': ['shop'], 'detail': {'amount': [{'numeric': ['>', 5]}]}}");
    rule("Others", "{'source': [{'anything-but': 'shop'}]}");

    PutEventsResponse response =
        events.putEvents(
            request -> request.entries(entry("{'amount': 7}"), entry("{'amount': 3}")));

    assertThat(response.failedEntryCount()).isZero();
    JsonNode event = JSON.readTree(receive().body());
    assertThat(event.properties())
        .extracting(Map.Entry::getKey)
        .containsExactly(
            "version",
            "id",
            "detail-type",
            "source",
            "account",
            "time",
            "region",
            "resources",
            "detail");
    assertThat(event.path("id").asText()).isEqualTo(response.entries().getFirst().eventId());
    assertThat(event.path("detail-type").asText()).isEqualTo("purchase");
    assertThat(event.path("account").asText()).isEqualTo("123456789012");
    assertThat(event.path("time").asText()).isEqualTo("2026-11-21T10:00:00Z");
    assertThat(event.path("detail").path("amount").asInt()).isEqualTo(7);
    assertThat(queue.counts().visible()).isZero();
  }

  @Test
  void eachEntryIsRefusedByItself() {
    PutEventsResponse response =
        events.putEvents(
            request ->
                request.entries(
                    entry("{}"),
                    entry("{}").toBuilder().source(null).build(),
                    entry("{}").toBuilder().detailType(" ").build(),
                    entry("{}").toBuilder().detail(null).build(),
                    entry("[1]"),
                    entry("{'a':"),
                    entry("{}").toBuilder().source("aws.ec2").build(),
                    entry("{}").toBuilder().eventBusName("games").build()));

    assertThat(response.failedEntryCount()).isEqualTo(7);
    assertThat(response.entries())
        .extracting(PutEventsResultEntry::errorCode)
        .containsExactly(
            null,
            "InvalidArgument",
            "InvalidArgument",
            "InvalidArgument",
            "MalformedDetail",
            "MalformedDetail",
            "NotAuthorizedForSourceException",
            "ResourceNotFoundException");
  }

  @Test
  void aWholeRequestIsRefusedThatIsTooLargeOrNotAllowed() {
    PutEventsRequestEntry[] many = new PutEventsRequestEntry[11];
    java.util.Arrays.fill(many, entry("{}"));
    assertThatThrownBy(() -> events.putEvents(request -> request.entries(many)))
        .isInstanceOf(EventBridgeException.class)
        .hasMessageContaining("entries");
    String half = "{'a':'" + "x".repeat(130 * 1024) + "'}";
    assertThatThrownBy(() -> events.putEvents(request -> request.entries(entry(half), entry(half))))
        .hasMessageContaining("over the limit");
    assertThatThrownBy(() -> events.putEvents(request -> {})).hasMessageContaining("Entries");
    assertThatThrownBy(
            () ->
                events.putEvents(
                    request -> request.entries(entry("{}").toBuilder().eventBusName(null).build())))
        .isInstanceOfSatisfying(
            EventBridgeException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException"))
        .hasMessageContaining("events:PutEvents")
        .hasMessageContaining("event-bus/default");
  }

  @Test
  void whatATargetDoesNotTakeIsRetriedAndThenADeadLetter() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    targets.add("lambda", _ -> Optional.of(new Gone(attempts)));
    RuleTarget target =
        new RuleTarget("Target", GONE, 2, Duration.ofHours(1), Optional.of(queue.settings().arn()));
    buses.add(
        "game", new EventRule("Rule", "arn:rule", "{\"source\":[\"shop\"]}", List.of(target)));

    events.putEvents(request -> request.entries(entry("{}")));
    assertThat(attempts).hasValue(1);
    time.advance(Duration.ofMillis(999));
    assertThat(attempts).hasValue(1);
    time.advance(Duration.ofMillis(1));
    assertThat(attempts).hasValue(2);
    time.advance(Duration.ofMillis(1999));
    assertThat(attempts).hasValue(2);
    time.advance(Duration.ofMillis(1));

    Message letter = receive();
    assertThat(attempts).hasValue(3);
    assertThat(letter.messageAttributes()).containsEntry("ERROR_CODE", text("NO_RESOURCE"));
    assertThat(letter.messageAttributes())
        .containsEntry("RETRY_ATTEMPTS", text("2").toBuilder().dataType("Number").build());
    assertThat(letter.messageAttributes()).containsEntry("RULE_ARN", text("arn:rule"));
    assertThat(JSON.readTree(letter.body()).path("source").asText()).isEqualTo("shop");
  }

  /** A function that does not exist any more. */
  private record Gone(AtomicInteger attempts) implements Target {
    @Override
    public String action() {
      return "lambda:InvokeFunction";
    }

    @Override
    public Optional<String> refusal(String principal, String sourceArn) {
      return Optional.empty();
    }

    @Override
    public void take(Call call) throws NotTakenException {
      attempts.incrementAndGet();
      throw new NotTakenException("NO_RESOURCE", "gone");
    }
  }

  private void rule(String name, String pattern) {
    buses.add(
        "game",
        new EventRule(
            name,
            "arn:" + name,
            pattern.replace('\'', '"'),
            List.of(
                new RuleTarget(
                    "Target",
                    queue.settings().arn(),
                    RuleTarget.MOST_RETRIES,
                    RuleTarget.LONGEST_AGE,
                    Optional.empty()))));
  }

  private Message receive() {
    return sqs.receiveMessage(request -> request.queueUrl(URL).messageAttributeNames("All"))
        .messages()
        .getFirst();
  }

  private static PutEventsRequestEntry entry(String detail) {
    return PutEventsRequestEntry.builder()
        .eventBusName("game")
        .source("shop")
        .detailType("purchase")
        .detail(detail.replace('\'', '"'))
        .build();
  }

  private static MessageAttributeValue text(String value) {
    return MessageAttributeValue.builder().dataType("String").stringValue(value).build();
  }

  private static SendMessageBatchRequestEntry.Builder send(String id) {
    return SendMessageBatchRequestEntry.builder().id(id);
  }

  private static DeleteMessageBatchRequestEntry delete(String id) {
    return DeleteMessageBatchRequestEntry.builder().id(id).receiptHandle("h").build();
  }

  private static FunctionIdentity worker() {
    return Callers.allowed(
        "*",
        "arn:aws:sqs:eu-central-1:123456789012:work",
        EU.arn("events", "event-bus/game*"),
        AwsEnvironment.LAPTOP.arn("events", "event-bus/games"));
  }

  private static QueueSettings settings(String name, String url) {
    return new QueueSettings(
        name,
        EU.arn("sqs", name),
        url,
        QueueSettings.DEFAULT_VISIBILITY_TIMEOUT,
        Duration.ZERO,
        QueueSettings.DEFAULT_RETENTION,
        Duration.ZERO,
        QueueSettings.LARGEST_MESSAGE_BYTES,
        Optional.empty());
  }
}
