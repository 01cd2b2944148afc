package io.gamekeeper.infra.payment;

import io.gamekeeper.contract.GameEvent;
import io.gamekeeper.contract.TimeLimit;
import io.gamekeeper.infra.function.LiveFunction;
import io.gamekeeper.infra.function.Timeouts;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.events.EventPattern;
import software.amazon.awscdk.services.events.IEventBus;
import software.amazon.awscdk.services.events.Rule;
import software.amazon.awscdk.services.events.targets.SqsQueue;
import software.amazon.awscdk.services.lambda.eventsources.SqsEventSource;
import software.amazon.awscdk.services.sqs.DeadLetterQueue;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.constructs.Construct;

/**
 * Brings what the payment domain announces to one consumer: at least once, over a queue of the
 * consumer's own, so that its failures delay nobody else.
 */
public final class PurchaseEvents extends Construct {
  private static final int DELIVERIES = 5;

  /**
   * What the events need.
   *
   * @param eventBus where they are announced
   * @param consumer who processes them, within {@link TimeLimit#BATCH}
   * @param unprocessed takes the events that cannot be delivered or processed
   * @param removalPolicy what happens to waiting events when the stack is deleted
   */
  public record Props(
      IEventBus eventBus, LiveFunction consumer, Queue unprocessed, RemovalPolicy removalPolicy) {
    public Props {
      Objects.requireNonNull(eventBus);
      Objects.requireNonNull(consumer);
      Objects.requireNonNull(unprocessed);
      Objects.requireNonNull(removalPolicy);
    }
  }

  /** Delivers from now on. */
  public PurchaseEvents(Construct scope, String id, Props props) {
    super(scope, id);
    Queue queue =
        Queue.Builder.create(this, "Queue")
            .encryption(QueueEncryption.SQS_MANAGED)
            .enforceSsl(true)
            .visibilityTimeout(Timeouts.VISIBILITY)
            .retentionPeriod(Duration.days(4))
            .deadLetterQueue(
                DeadLetterQueue.builder()
                    .queue(props.unprocessed())
                    .maxReceiveCount(DELIVERIES)
                    .build())
            .removalPolicy(props.removalPolicy())
            .build();
    Rule.Builder.create(this, "Rule")
        .description("What the payment domain announces")
        .eventBus(props.eventBus())
        .eventPattern(
            EventPattern.builder()
                .source(List.of(GameEvent.PAYMENT))
                .detailType(Stream.of(GameEvent.values()).map(GameEvent::detailType).toList())
                .build())
        .targets(
            List.of(
                SqsQueue.Builder.create(queue)
                    .deadLetterQueue(props.unprocessed())
                    .maxEventAge(Duration.hours(24))
                    .retryAttempts(185)
                    .build()))
        .build();
    props
        .consumer()
        .live()
        .addEventSource(
            SqsEventSource.Builder.create(queue)
                .batchSize(10)
                .maxConcurrency(5)
                .reportBatchItemFailures(true)
                .build());
  }
}
