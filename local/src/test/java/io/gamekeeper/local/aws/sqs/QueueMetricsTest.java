package io.gamekeeper.local.aws.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.Measured;
import io.gamekeeper.local.service.Services;
import io.gamekeeper.local.template.Provisioning;
import io.gamekeeper.local.template.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class QueueMetricsTest {
  private static final Map<String, String> WORK = Map.of("QueueName", "work");
  private static final Map<String, String> DEAD = Map.of("QueueName", "dead");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final LedTime time = new LedTime();
  private final Measured measured = new Measured(time.ground(), "AWS/SQS");
  private final Services services = new Services(time.ground());
  private final Sqs sqs = services.add(new Sqs(time.ground()));
  private final Resources resources =
      Provisioning.provision(
          services.resourceTypes(),
          """
          {'Resources': {
            'Dead': {'Type': 'AWS::SQS::Queue', 'Properties': {'QueueName': 'dead'}},
            'Work': {'Type': 'AWS::SQS::Queue', 'Properties': {
              'QueueName': 'work', 'VisibilityTimeout': 90,
              'RedrivePolicy': {
                'deadLetterTargetArn': {'Fn::GetAtt': ['Dead', 'Arn']}, 'maxReceiveCount': 1}}}
          }}
          """);
  private MessageQueue work;

  @BeforeEach
  void start() {
    work = sqs.queues().findByName("work").orElseThrow();
    services.start();
  }

  @AfterEach
  void close() throws Exception {
    resources.close();
    time.close();
  }

  @Test
  void whatIsSentReceivedAndDeletedIsCountedInItsMinute() throws Exception {
    send("one", "three");
    String handle = receive().getFirst().receiptHandle();
    time.advance(MINUTE);
    work.delete(handle);
    send("eleven");

    assertThat(measured.byMinute("NumberOfMessagesSent", WORK)).containsExactly("0: 2.0", "1: 1.0");
    assertThat(measured.sum("NumberOfMessagesReceived", WORK)).isEqualTo(2);
    assertThat(measured.samples("NumberOfMessagesReceived", WORK)).isEqualTo(1);
    assertThat(measured.sum("NumberOfMessagesDeleted", WORK)).isEqualTo(1);
    assertThat(measured.sum("SentMessageSize", WORK)).isEqualTo(3 + 5 + 6);
    assertThat(measured.unit("SentMessageSize", WORK)).isEqualTo("Bytes");
    assertThat(measured.names()).doesNotContain("NumberOfEmptyReceives");
  }

  @Test
  void aReceiptOfNothingIsAnEmptyOne() throws Exception {
    receive();

    assertThat(measured.sum("NumberOfEmptyReceives", WORK)).isEqualTo(1);
    assertThat(measured.names()).doesNotContain("NumberOfMessagesReceived");
  }

  @Test
  void whatIsInAQueueIsSampledAtEachFullMinute() throws Exception {
    time.advance(Duration.ofSeconds(30));
    send("a", "b", "c");
    time.advance(MINUTE);
    assertThat(receive()).hasSize(3);
    time.advance(MINUTE);

    assertThat(measured.byMinute("ApproximateNumberOfMessagesVisible", WORK))
        .containsExactly("1: 3.0", "2: 0.0");
    assertThat(measured.byMinute("ApproximateNumberOfMessagesNotVisible", WORK))
        .containsExactly("2: 3.0");
    assertThat(measured.byMinute("ApproximateAgeOfOldestMessage", WORK))
        .containsExactly("1: 30.0", "2: 90.0");
    assertThat(measured.names()).doesNotContain("ApproximateNumberOfMessagesDelayed");
  }

  @Test
  void whatSqsMovesToADeadLetterQueueIsThereButWasNotSentAndIsAsOldAsItsMove() throws Exception {
    send("poison");
    receive();
    time.advance(MINUTE.multipliedBy(2));
    receive();
    time.advance(MINUTE);

    assertThat(measured.byMinute("ApproximateNumberOfMessagesVisible", DEAD))
        .containsExactly("1: 0.0", "2: 0.0", "3: 1.0");
    assertThat(measured.byMinute("ApproximateAgeOfOldestMessage", DEAD)).containsExactly("3: 60.0");
    assertThat(measured.samples("NumberOfMessagesSent", DEAD)).isZero();
  }

  @Test
  void aQueueThatNobodyUsesIsSilentAfterSixHours() throws Exception {
    time.advance(Duration.ofHours(5));
    receive();
    time.advance(Duration.ofHours(3));

    assertThat(measured.periods("ApproximateNumberOfMessagesVisible", WORK).getLast().start())
        .isEqualTo(time.instant().truncatedTo(java.time.temporal.ChronoUnit.MINUTES));
    assertThat(measured.periods("ApproximateNumberOfMessagesVisible", DEAD).getLast().start())
        .isEqualTo(LedTime.START.plus(Duration.ofHours(6)).minus(MINUTE));
  }

  private void send(String... bodies) {
    List.of(bodies).forEach(body -> work.send(OutgoingMessage.of(body, "sender")));
  }

  private List<ReceivedMessage> receive() throws InterruptedException {
    return work.receive(10, Duration.ofSeconds(90), Duration.ZERO);
  }
}
