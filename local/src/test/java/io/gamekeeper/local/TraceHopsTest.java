package io.gamekeeper.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.aws.events.Events;
import io.gamekeeper.local.aws.sqs.Sqs;
import io.gamekeeper.local.client.CallerTrace;
import io.gamekeeper.local.client.EngineTime;
import io.gamekeeper.local.client.FunctionIdentity;
import io.gamekeeper.local.iam.AccessControl;
import io.gamekeeper.local.iam.Policy;
import io.gamekeeper.local.service.Services;
import io.gamekeeper.local.template.Provisioning;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;

/** How trace headers go from caller to bus to queue. */
final class TraceHopsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ROLE = "arn:aws:iam::123456789012:role/Sender";
  private static final String ENTRY = header(1);
  private static final String REQUEST = header(2);
  private static final String INVOCATION = header(3);
  private static final String TEMPLATE =
      """
      {'Resources': {
        'Work': {'Type': 'AWS::SQS::Queue', 'Properties': {'QueueName': 'work'}},
        'Policy': {'Type': 'AWS::SQS::QueuePolicy', 'Properties': {
          'Queues': [{'Ref': 'Work'}],
          'PolicyDocument': {'Statement': {
            'Effect': 'Allow', 'Action': 'sqs:SendMessage', 'Resource': '*',
            'Principal': {'Service': 'events.amazonaws.com'}}}}},
        'Rule': {'Type': 'AWS::Events::Rule', 'Properties': {
          'EventPattern': {'source': ['shop']}, 'State': 'ENABLED',
          'Targets': [{'Id': 't', 'Arn': {'Fn::GetAtt': ['Work', 'Arn']}}]}}
      }}
      """;

  private final LedTime time = new LedTime();
  private final Services services = new Services(time.ground());
  private final Sqs sqs = services.add(new Sqs(time.ground()));
  private final FunctionIdentity sender;

  TraceHopsTest() throws Exception {
    services.add(new Events(time.ground()));
    Provisioning.provision(services.resourceTypes(), TEMPLATE);
    services.start();
    AccessControl roles = time.ground().roles();
    roles.createRole(
        ROLE,
        "Sender",
        Policy.parse(
            "trust",
            JSON.readTree("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\"}}")));
    roles.attach(
        "Sender",
        Policy.parse(
            "policy",
            JSON.readTree(
                "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}")));
    sender = new FunctionIdentity("Sender", "Sender", roles.role(ROLE).orElseThrow(), List.of());
  }

  @AfterEach
  void close() {
    time.close();
  }

  private static String header(int number) {
    return "Root=1-67891233-%024x;Parent=00000000000000aa;Sampled=1".formatted(number);
  }

  @Test
  void anEntrysHeaderCountsBeforeTheRequestsAndThatBeforeTheInvocations() {
    assertThat(published(ENTRY, REQUEST)).isEqualTo(ENTRY);
    assertThat(published(null, REQUEST)).isEqualTo(REQUEST);
    assertThat(published("Root=nonsense", null)).isEqualTo(INVOCATION);
    assertThat(published(null, null)).isEqualTo(INVOCATION);
  }

  @Test
  void aMessagesHeaderCountsBeforeTheRequestsAndThatBeforeTheInvocations() {
    assertThat(sent(ENTRY, REQUEST)).isEqualTo(ENTRY);
    assertThat(sent(null, REQUEST)).isEqualTo(REQUEST);
    assertThat(sent(null, null)).isEqualTo(INVOCATION);
  }

  private @Nullable String published(@Nullable String ofEntry, @Nullable String ofRequest) {
    EventBridgeClient bridge = time.ground().world().client(sender, EventBridgeClient.class);
    inAnInvocation(
        () ->
            bridge.putEvents(
                put ->
                    put.entries(
                            PutEventsRequestEntry.builder()
                                .source("shop")
                                .detailType("Sold")
                                .detail("{}")
                                .traceHeader(ofEntry)
                                .build())
                        .overrideConfiguration(
                            override -> {
                              if (ofRequest != null) {
                                override.putHeader("X-Amzn-Trace-Id", ofRequest);
                              }
                            })));
    return received();
  }

  private @Nullable String sent(@Nullable String ofMessage, @Nullable String ofRequest) {
    SqsClient client = time.ground().world().client(sender, SqsClient.class);
    String url = client.getQueueUrl(get -> get.queueName("work")).queueUrl();
    inAnInvocation(
        () ->
            client.sendMessage(
                send -> {
                  send.queueUrl(url).messageBody("x");
                  if (ofMessage != null) {
                    send.messageSystemAttributes(
                        Map.of(
                            MessageSystemAttributeNameForSends.AWS_TRACE_HEADER,
                            MessageSystemAttributeValue.builder()
                                .dataType("String")
                                .stringValue(ofMessage)
                                .build()));
                  }
                  if (ofRequest != null) {
                    send.overrideConfiguration(
                        override -> override.putHeader("X-Amzn-Trace-Id", ofRequest));
                  }
                }));
    return received();
  }

  private static void inAnInvocation(Runnable call) {
    CallerTrace.bind(new EngineTime().bind(), INVOCATION).run(call);
  }

  private @Nullable String received() {
    try {
      return sqs.queues()
          .findByName("work")
          .orElseThrow()
          .receive(10, Duration.ofHours(1), Duration.ZERO)
          .getFirst()
          .system()
          .get("AWSTraceHeader");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
