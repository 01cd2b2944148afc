package io.gamekeeper.infra.data;

import io.gamekeeper.contract.Use;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.function.DeadLetters;
import io.gamekeeper.infra.function.Timeouts;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.iam.IGrantable;
import software.amazon.awscdk.services.sqs.DeadLetterQueue;
import software.amazon.awscdk.services.sqs.DeduplicationScope;
import software.amazon.awscdk.services.sqs.FifoThroughputLimit;
import software.amazon.awscdk.services.sqs.IQueue;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.constructs.Construct;

/**
 * The queues between players' events and their listeners. What is in them was accepted and is
 * nowhere else: they stay when a deployment goes wrong.
 */
public final class EventQueues extends Construct {
  /** Less than dead letters are kept: their age counts from here. */
  private static final Duration KEPT = Duration.days(10);

  private static final int DELIVERIES = 5;

  private final Queue arriving;
  private final Queue ordered;
  private final Queue failed;
  private final Queue dead;
  private final Queue orderedDead;

  EventQueues(Construct scope, String id, Alarms alarms, RemovalPolicy removalPolicy) {
    super(scope, id);
    dead = DeadLetters.queue(this, "UnhandledEvents", alarms, removalPolicy);
    orderedDead = DeadLetters.orderedQueue(this, "UnhandledProgress", alarms, removalPolicy);
    arriving = queue("Arriving", dead, removalPolicy).build();
    failed = queue("Failed", dead, removalPolicy).build();
    // High throughput: players are the message groups, and there are many.
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/high-throughput-fifo.html
    ordered =
        queue("Ordered", orderedDead, removalPolicy)
            .fifo(true)
            .deduplicationScope(DeduplicationScope.MESSAGE_GROUP)
            .fifoThroughputLimit(FifoThroughputLimit.PER_MESSAGE_GROUP_ID)
            .build();
  }

  private Queue.Builder queue(String id, Queue deadLetters, RemovalPolicy removalPolicy) {
    return Queue.Builder.create(this, id)
        .encryption(QueueEncryption.SQS_MANAGED)
        .enforceSsl(true)
        .visibilityTimeout(Timeouts.VISIBILITY)
        .retentionPeriod(KEPT)
        .deadLetterQueue(
            DeadLetterQueue.builder().queue(deadLetters).maxReceiveCount(DELIVERIES).build())
        .removalPolicy(removalPolicy);
  }

  /** Returns the queue of events that arrive, in any order. */
  public IQueue arriving() {
    return arriving;
  }

  /** Returns the FIFO queue of events whose listener needs each player's order. */
  public IQueue ordered() {
    return ordered;
  }

  /** Returns the queue of events that a listener failed for and is called with again. */
  public IQueue failed() {
    return failed;
  }

  /** Returns the queue of events that were given up. */
  public IQueue dead() {
    return dead;
  }

  /** Returns the FIFO queue of events that were given up in a player's order. */
  public IQueue orderedDead() {
    return orderedDead;
  }

  /** Allows exactly that use of the queue that it is about. */
  public void grant(IGrantable grantee, Use use) {
    used(use).grant(grantee, use.actions().toArray(String[]::new));
  }

  private Queue used(Use use) {
    return switch (use) {
      case QUEUE_EVENTS -> arriving;
      case QUEUE_ORDERED_EVENTS -> ordered;
      case RETRY_EVENTS -> failed;
      case GIVE_EVENTS_UP, REDRIVE_EVENTS -> dead;
      case REDRIVE_ORDERED_EVENTS -> orderedDead;
      default -> throw new IllegalArgumentException(use + " uses none of the events' queues");
    };
  }
}
