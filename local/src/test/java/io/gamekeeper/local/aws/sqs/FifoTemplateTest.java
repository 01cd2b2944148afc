package io.gamekeeper.local.aws.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.service.Services;
import io.gamekeeper.local.target.Call;
import io.gamekeeper.local.target.NotTakenException;
import io.gamekeeper.local.target.Target;
import io.gamekeeper.local.template.Provisioning;
import io.gamekeeper.local.template.ProvisioningException;
import io.gamekeeper.local.template.Resources;
import io.gamekeeper.local.template.TemplateException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FifoTemplateTest {
  private static final String ARN = "arn:aws:sqs:eu-central-1:000000000000:";
  private static final String TEMPLATE =
      """
      {'Resources': {
        'Dead': {'Type': 'AWS::SQS::Queue', 'Properties': {
          'QueueName': 'dead.fifo', 'FifoQueue': true}},
        'Work': {'Type': 'AWS::SQS::Queue', 'Properties': {
          'QueueName': 'work.fifo', 'FifoQueue': true, 'ContentBasedDeduplication': true,
          'DeduplicationScope': 'messageGroup', 'FifoThroughputLimit': 'perMessageGroupId',
          'RedrivePolicy': {
            'deadLetterTargetArn': {'Fn::GetAtt': ['Dead', 'Arn']}, 'maxReceiveCount': 3}}},
        'Nameless': {'Type': 'AWS::SQS::Queue', 'Properties': {'FifoQueue': true}},
        'Standard': {'Type': 'AWS::SQS::Queue', 'Properties': {'QueueName': 'plain'}}}}
      """;

  private final LedTime time = new LedTime();
  private final Services services = new Services(time.ground());
  private final Sqs sqs = services.add(new Sqs(time.ground()));

  @AfterEach
  void close() {
    time.close();
  }

  @Test
  void aTemplateDeclaresFifoQueuesWithTheirDefaultsAndGeneratedNames() throws Exception {
    try (Resources resources = Provisioning.provision(services.resourceTypes(), TEMPLATE)) {
      assertThat(attributes("work.fifo"))
          .containsExactly("true", "true", "messageGroup", "perMessageGroupId");
      assertThat(attributes("dead.fifo")).containsExactly("true", "false", "queue", "perQueue");
      assertThat(attributes("plain")).containsOnlyNulls();
      assertThat(resources.find("Nameless").orElseThrow().attributes().get("QueueName"))
          .matches("Dev-App-Nameless-[0-9A-F]{12}\\.fifo");
    }
  }

  @Test
  void whatSqsRefusesIsRefusedAtTheStart() {
    refused("'work.fifo'", "'work'", "Work.Properties.QueueName is work; the name of a FIFO queue");
    refused("'plain'", "'plain.fifo'", "Standard.Properties.QueueName is plain.fifo");
    refused("'plain'", "'%s'".formatted("x".repeat(81)), "Standard.Properties.QueueName");
    refused(
        "'work.fifo'", "'%s.fifo'".formatted("x".repeat(76)), "Work.Properties.QueueName is xxx");
    refused(
        "'messageGroup'", "'queue'", "Work.Properties.FifoThroughputLimit is perMessageGroupId");
    refused("'messageGroup'", "'group'", "Work.Properties.DeduplicationScope is group");
    refused("'perMessageGroupId'", "'none'", "Work.Properties.FifoThroughputLimit is none");
    for (String property :
        List.of(
            "'ContentBasedDeduplication': true",
            "'DeduplicationScope': 'queue'",
            "'FifoThroughputLimit': 'perQueue'")) {
      refused(
          "'plain'",
          "'plain', " + property,
          "Standard.Properties." + property.substring(1, property.indexOf("':")) + " is set");
    }
    refused(
        "'dead.fifo', 'FifoQueue': true",
        "'dead'",
        "Work.Properties.RedrivePolicy names " + ARN + "dead; the dead-letter queue of a FIFO");
    refused(
        "'plain'",
        "'plain', 'RedrivePolicy': {'deadLetterTargetArn': '"
            + ARN
            + "dead.fifo',"
            + " 'maxReceiveCount': 1}",
        "Standard.Properties.RedrivePolicy names "
            + ARN
            + "dead.fifo; the dead-letter queue of a"
            + " standard");
  }

  @Test
  void aServiceMaySendToAFifoQueueOnlyInAGroupAndWithContentAsId() throws Exception {
    try (Resources _ = Provisioning.provision(services.resourceTypes(), TEMPLATE)) {
      Target work = declared("work.fifo", Optional.of("ticks"));
      assertThatThrownBy(() -> declared("work.fifo", Optional.empty()))
          .isInstanceOf(TemplateException.class)
          .hasMessageContaining("takes only messages with a MessageGroupId");
      assertThatThrownBy(() -> declared("dead.fifo", Optional.of("ticks")))
          .hasMessageContaining("without ContentBasedDeduplication");
      assertThatThrownBy(() -> declared("plain", Optional.of("a group")))
          .hasMessageContaining("MessageGroupId \"a group\" is not");

      work.take(Call.of("tick", "scheduler").in(Optional.of("ticks")));
      assertThatThrownBy(() -> work.take(Call.of("tick", "scheduler")))
          .isInstanceOf(NotTakenException.class);

      assertThat(queue("work.fifo").receive(10, Duration.ZERO, Duration.ZERO))
          .singleElement()
          .satisfies(
              message -> assertThat(message.system()).containsEntry("MessageGroupId", "ticks"));
    }
  }

  private Target declared(String queue, Optional<String> group) {
    return time.ground().targets().declared("Rule.Targets", ARN + queue, group);
  }

  private MessageQueue queue(String name) {
    return sqs.queues().findByName(name).orElseThrow();
  }

  private List<String> attributes(String queue) {
    MessageQueue.Counts counts = new MessageQueue.Counts(0, 0, 0);
    Map<String, String> all =
        new QueueAttributes(queue(queue).settings(), counts).named(List.of("All"));
    return Stream.of(
            "FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit")
        .map(all::get)
        .toList();
  }

  private void refused(String text, String replacement, String problem) {
    assertThat(TEMPLATE).contains(text);
    try (LedTime other = new LedTime()) {
      Services anew = new Services(other.ground());
      anew.add(new Sqs(other.ground()));
      assertThatThrownBy(
              () ->
                  Provisioning.provision(anew.resourceTypes(), TEMPLATE.replace(text, replacement)))
          .isInstanceOf(ProvisioningException.class)
          .hasMessageContaining(problem);
    }
  }
}
