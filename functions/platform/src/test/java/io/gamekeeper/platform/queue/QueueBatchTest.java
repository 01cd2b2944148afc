package io.gamekeeper.platform.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.testing.FakePlatform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class QueueBatchTest {
  private static final String STANDARD = "arn:aws:sqs:eu-central-1:123456789012:work";
  private static final String FIFO = STANDARD + ".fifo";

  private final List<String> handled = new ArrayList<>();

  @Test
  void aMessageThatFailsInAStandardQueueConcernsNoOther() {
    List<String> failed =
        handle(
            message(STANDARD, "1 faulty", null),
            message(STANDARD, "2", null),
            message(STANDARD, "3 faulty", "tenant"),
            message(STANDARD, "4", "tenant"));

    assertThat(failed).containsExactly("1 faulty", "3 faulty");
    assertThat(handled).hasSize(4);
  }

  @Test
  void afterAFailureTheLaterMessagesOfTheGroupAreNotHandled() {
    List<String> failed =
        handle(
            message(FIFO, "1", "a"),
            message(FIFO, "2 faulty", "a"),
            message(FIFO, "3", "b"),
            message(FIFO, "4", "a"),
            message(FIFO, "5 faulty", "a"),
            message(FIFO, "6", "b"));

    assertThat(failed).containsExactly("2 faulty", "4", "5 faulty");
    assertThat(handled).containsExactly("1", "2 faulty", "3", "6");
  }

  private List<String> handle(SQSMessage... messages) {
    FakePlatform platform = new FakePlatform();
    platform.variables.putAll(new TelemetryEnvironment("work", "Game/test", "INFO").toMap());
    SQSEvent event = new SQSEvent();
    event.setRecords(List.of(messages));
    SQSBatchResponse response =
        QueueBatch.handle(
            new Telemetry(platform),
            event,
            message -> {
              handled.add(message.getMessageId());
              return !message.getMessageId().endsWith("faulty");
            });
    return response.getBatchItemFailures().stream()
        .map(BatchItemFailure::getItemIdentifier)
        .toList();
  }

  private static SQSMessage message(String queue, String id, @Nullable String group) {
    SQSMessage message = new SQSMessage();
    message.setMessageId(id);
    message.setEventSourceArn(queue);
    message.setAttributes(
        group == null
            ? Map.of("ApproximateReceiveCount", "1")
            : Map.of("ApproximateReceiveCount", "1", "MessageGroupId", group));
    return message;
  }
}
