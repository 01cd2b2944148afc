package io.gamekeeper.local.aws.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.Measured;
import io.gamekeeper.local.aws.sqs.MessageQueue;
import io.gamekeeper.local.aws.sqs.ReceivedMessage;
import io.gamekeeper.local.aws.sqs.Sqs;
import io.gamekeeper.local.service.Services;
import io.gamekeeper.local.target.Call;
import io.gamekeeper.local.target.NotTakenException;
import io.gamekeeper.local.target.Target;
import io.gamekeeper.local.template.Provisioning;
import io.gamekeeper.local.template.ProvisioningException;
import io.gamekeeper.local.template.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SnsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FUNCTION = "arn:aws:lambda:eu-central-1:000000000000:function:page";
  private static final String TEMPLATE =
      """
      {'Resources': {
        'Alarms': {'Type': 'AWS::SNS::Topic', 'Properties': {'TopicName': 'alarms'}},
        'Work': {'Type': 'AWS::SQS::Queue', 'Properties': {'QueueName': 'work'}},
        'Dead': {'Type': 'AWS::SQS::Queue', 'Properties': {'QueueName': 'dead'}},
        'Policy': {'Type': 'AWS::SQS::QueuePolicy', 'Properties': {
          'Queues': [{'Ref': 'Work'}, {'Ref': 'Dead'}],
          'PolicyDocument': {'Statement': {
            'Effect': 'Allow', 'Action': 'sqs:SendMessage', 'Resource': '*',
            'Principal': {'Service': 'sns.amazonaws.com'},
            'Condition': {'ArnEquals': {'aws:SourceArn': {'Ref': 'Alarms'}}}}}}},
        'ToQueue': {'Type': 'AWS::SNS::Subscription', 'Properties': {
          'TopicArn': {'Ref': 'Alarms'}, 'Protocol': 'sqs',
          'Endpoint': {'Fn::GetAtt': ['Work', 'Arn']}MORE}},
        'ToFunction': {'Type': 'AWS::SNS::Subscription', 'Properties': {
          'TopicArn': {'Ref': 'Alarms'}, 'Protocol': 'lambda', 'Endpoint': 'FUNCTION',
          'RedrivePolicy': {'deadLetterTargetArn': {'Fn::GetAtt': ['Dead', 'Arn']}}}}
      }}
      """;

  private final LedTime time = new LedTime();
  private final Services services = new Services(time.ground());
  private final Sqs sqs = services.add(new Sqs(time.ground()));
  private final Function function = new Function();

  /** A function that can be away. */
  private final class Function implements Target {
    private final List<String> events = new ArrayList<>();
    private final List<Instant> attempts = new ArrayList<>();
    private boolean away;
    private boolean gone;
    private Optional<String> refusal = Optional.empty();

    @Override
    public String action() {
      return "lambda:InvokeFunction";
    }

    @Override
    public Optional<String> refusal(String principal, String sourceArn) {
      assertThat(principal).isEqualTo("sns.amazonaws.com");
      return refusal;
    }

    @Override
    public void take(Call call) throws NotTakenException {
      attempts.add(time.instant());
      if (gone) {
        throw new NotTakenException(NotTakenException.NO_RESOURCE, "gone");
      }
      if (away) {
        throw new NotTakenException("SDK_CLIENT_ERROR", "away");
      }
      events.add(call.payload());
    }
  }

  SnsTest() {
    services.add(new Sns(time.ground()));
    time.ground()
        .targets()
        .add(
            "lambda",
            arn -> arn.toString().equals(FUNCTION) ? Optional.of(function) : Optional.empty());
  }

  @AfterEach
  void close() {
    time.close();
  }

  @Test
  void aMessageReachesQueueAndFunctionInTheShapesOfSns() throws Exception {
    try (Resources _ = provision("")) {
      publish("it burns", Map.of("severity", Call.Attribute.text("high")));

      JsonNode document = JSON.readTree(received("work").getFirst().body());
      assertThat(document.path("Type").asText()).isEqualTo("Notification");
      assertThat(document.path("TopicArn").asText()).endsWith(":alarms");
      assertThat(document.path("Message").asText()).isEqualTo("it burns");
      assertThat(document.path("Timestamp").asText()).isEqualTo("2026-11-21T10:00:00Z");
      assertThat(document.path("MessageAttributes").path("severity").path("Value").asText())
          .isEqualTo("high");
      JsonNode record = JSON.readTree(function.events.getFirst()).path("Records").path(0);
      assertThat(record.path("EventSource").asText()).isEqualTo("aws:sns");
      assertThat(record.path("Sns").path("Message").asText()).isEqualTo("it burns");
      assertThat(record.path("Sns").path("MessageId").asText())
          .isEqualTo(document.path("MessageId").asText());
    }
  }

  @Test
  void withRawDeliveryAQueueGetsTheMessageAndItsAttributesAsTheyAre() throws Exception {
    try (Resources _ = provision(", 'RawMessageDelivery': true")) {
      publish("it burns", Map.of("severity", Call.Attribute.text("high")));

      ReceivedMessage message = received("work").getFirst();
      assertThat(message.body()).isEqualTo("it burns");
      assertThat(message.attributes().values())
          .singleElement()
          .satisfies(severity -> assertThat(severity.stringValue()).isEqualTo("high"));
    }
  }

  @Test
  void aFilterOnAttributesOrOnTheBodyKeepsOthersOut() throws Exception {
    try (Resources _ =
        provision(", 'FilterPolicy': {'severity': ['high'], 'count': [{'numeric': ['>', 3]}]}")) {
      publish("no attributes", Map.of());
      publish("low", attributes("low", 7));
      publish("few", attributes("high", 3));
      publish("much", attributes("high", 4));

      assertThat(received("work"))
          .singleElement()
          .satisfies(message -> assertThat(message.body()).contains("much"));
    }
  }

  @Test
  void aFilterOnTheBodyLooksIntoItsJson() throws Exception {
    try (Resources _ =
        provision(", 'FilterPolicyScope': 'MessageBody', 'FilterPolicy': {'a': {'b': ['c']}}")) {
      publish("no JSON", Map.of());
      publish("{\"a\":{\"b\":\"x\"}}", Map.of());
      publish("{\"a\":{\"b\":\"c\"}}", Map.of());

      assertThat(received("work")).hasSize(1);
    }
  }

  @Test
  void whatAnEndpointDoesNotTakeIsTriedAgainAndArrivesOnce() throws Exception {
    try (Resources _ = provision("")) {
      function.away = true;
      publish("late", Map.of());
      time.advance(Duration.ofSeconds(7));
      function.away = false;
      time.advance(Duration.ofHours(1));

      assertThat(function.events).hasSize(1);
      assertThat(
              function.attempts.stream()
                  .map(attempt -> Duration.between(LedTime.START, attempt).toSeconds()))
          .containsExactly(0L, 0L, 0L, 0L, 1L, 2L, 3L, 5L, 9L);
      assertThat(received("work")).hasSize(1);
    }
  }

  @Test
  void whatAnEndpointNeverTakesBecomesADeadLetter() throws Exception {
    try (Resources _ = provision("")) {
      function.away = true;
      publish("lost", Map.of());
      time.advance(Duration.ofDays(22));
      assertThat(received("dead")).isEmpty();
      time.advance(Duration.ofDays(2));

      assertThat(received("dead"))
          .singleElement()
          .extracting(ReceivedMessage::body)
          .asString()
          .contains("lost");
    }
  }

  @Test
  void whatIsForAnEndpointThatIsGoneIsADeadLetterAtOnce() throws Exception {
    try (Resources _ = provision("")) {
      function.gone = true;
      publish("for nobody", Map.of());

      assertThat(received("dead"))
          .singleElement()
          .extracting(ReceivedMessage::body)
          .asString()
          .contains("for nobody");
      time.advance(Duration.ofDays(1));
      assertThat(function.attempts).hasSize(1);
    }
  }

  @Test
  void whatSnsWouldRefuseIsRefusedAtTheStart() {
    refused(
        TEMPLATE.replace("MORE", ", 'FilterPolicy': {'a': [{'no-such': 1}]}"),
        "ToQueue.Properties.FilterPolicy is not understood");
    refused(
        TEMPLATE.replace("'aws:SourceArn'", "'aws:PrincipalArn'"),
        "no AWS::SQS::QueuePolicy lets sns.amazonaws.com send");
    refused(TEMPLATE.replace("'sqs',", "'email',"), "ToQueue.Properties.Protocol is email");
    refused(
        TEMPLATE.replace("FUNCTION", FUNCTION + "2"),
        "ToFunction.Properties.Endpoint names " + FUNCTION + "2, which no template declares");
    refused(
        TEMPLATE.replace("FUNCTION", "arn:aws:ec2:eu-central-1:000000000000:instance/i-1"),
        "ToFunction.Properties.Endpoint names arn:aws:ec2:eu-central-1:000000000000:instance/i-1,"
            + " which cannot be called on the stage, only [lambda, sns, sqs]");
    refused(
        TEMPLATE.replace("FUNCTION", "page"),
        "ToFunction.Properties.Endpoint is \"page\", which is no ARN");
    function.refusal = Optional.of("no AWS::Lambda::Permission lets sns.amazonaws.com");
    assertThatThrownBy(() -> provision(""))
        .hasMessageContaining("ToFunction.Properties.Endpoint names")
        .hasMessageContaining("no AWS::Lambda::Permission");
  }

  @Test
  void messagesDeliveriesAndWhatWasGivenUpAreCounted() throws Exception {
    Measured measured = new Measured(time.ground(), "AWS/SNS");
    Map<String, String> topic = Map.of("TopicName", "alarms");
    try (Resources _ = provision(", 'FilterPolicy': {'severity': ['high']}")) {
      publish("it burns", attributes("high", 1));
      publish("it smokes", attributes("low", 1));
      assertThat(measured.sum("NumberOfNotificationsDelivered", topic)).isEqualTo(2 + 1);
      assertThat(measured.names()).doesNotContain("NumberOfNotificationsFailed");

      function.away = true;
      publish("gone", attributes("low", 1));
      assertThat(measured.sum("NumberOfMessagesPublished", topic)).isEqualTo(3);
      assertThat(measured.sum("PublishSize", topic)).isEqualTo(8 + 9 + 4);
      assertThat(measured.sum("NumberOfNotificationsFilteredOut", topic)).isEqualTo(2);
      assertThat(measured.sum("NumberOfNotificationsDelivered", topic)).isEqualTo(3);
      time.advance(Duration.ofDays(24));
    }

    assertThat(measured.sum("NumberOfNotificationsFailed", topic)).isEqualTo(1);
    assertThat(measured.sum("NumberOfNotificationsRedrivenToDlq", topic)).isEqualTo(1);
    assertThat(received("dead")).hasSize(1);
  }

  private static void refused(String template, String problem) {
    SnsTest fresh = new SnsTest();
    try {
      assertThatThrownBy(() -> fresh.start(template))
          .isInstanceOf(ProvisioningException.class)
          .hasMessageContaining(problem);
    } finally {
      fresh.close();
    }
  }

  private static Map<String, Call.Attribute> attributes(String severity, int count) {
    return Map.of("severity", Call.Attribute.text(severity), "count", Call.Attribute.number(count));
  }

  private Resources provision(String more) {
    return start(TEMPLATE.replace("MORE", more));
  }

  private Resources start(String template) {
    return Provisioning.provision(
        services.resourceTypes(), template.replace("MORE", "").replace("FUNCTION", FUNCTION));
  }

  private void publish(String message, Map<String, Call.Attribute> attributes) throws Exception {
    time.ground()
        .targets()
        .call(
            "arn:aws:sns:eu-central-1:000000000000:alarms",
            new Call(message, "test", attributes, Optional.empty()));
    time.advance(Duration.ZERO);
  }

  private List<ReceivedMessage> received(String queue) throws InterruptedException {
    MessageQueue found = sqs.queues().findByName(queue).orElseThrow();
    return found.receive(10, Duration.ofHours(1), Duration.ZERO);
  }
}
