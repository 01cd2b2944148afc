package io.gamekeeper.event.queue;

import io.gamekeeper.contract.event.EventRetryEnvironment;
import io.gamekeeper.event.EventMessage;
import io.gamekeeper.event.FailedEvents;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.time.Duration;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/** Failed events in two queues: one that delivers them again later, and one for people. */
public final class SqsFailedEvents implements FailedEvents {
  private final SqsSender sqs;
  private final EventRetryEnvironment queues;

  public SqsFailedEvents(SqsClient client, EventRetryEnvironment queues, Telemetry telemetry) {
    this.sqs = new SqsSender(client, telemetry);
    this.queues = queues;
  }

  @Override
  public void again(EventMessage message, Duration delay) {
    sqs.send(
        SendMessageRequest.builder()
            .queueUrl(queues.retryQueue())
            .delaySeconds((int) delay.toSeconds())
            .messageBody(EventCodec.write(message)));
  }

  @Override
  public void giveUp(EventMessage message) {
    sqs.send(
        SendMessageRequest.builder()
            .queueUrl(queues.deadQueue())
            .messageBody(EventCodec.write(message)));
  }
}
