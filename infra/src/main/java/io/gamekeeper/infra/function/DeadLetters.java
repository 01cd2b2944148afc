package io.gamekeeper.infra.function;

import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.infra.alarm.Alarms;
import io.gamekeeper.infra.alarm.Missing;
import io.gamekeeper.infra.alarm.Rule;
import io.gamekeeper.infra.config.Findings;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.constructs.Construct;

/** Queues in which undelivered requests wait for a person, who is told of the first. */
public final class DeadLetters {
  private DeadLetters() {}

  /** Creates such a queue; the alarm is named by its id. */
  public static Queue queue(
      Construct scope, String id, Alarms alarms, RemovalPolicy removalPolicy) {
    return told(scope, id, alarms, builder(scope, id, removalPolicy).build());
  }

  /** Creates such a queue for what comes from a FIFO queue: it must be one too. */
  public static Queue orderedQueue(
      Construct scope, String id, Alarms alarms, RemovalPolicy removalPolicy) {
    return told(scope, id, alarms, builder(scope, id, removalPolicy).fifo(true).build());
  }

  private static Queue.Builder builder(Construct scope, String id, RemovalPolicy removalPolicy) {
    return Queue.Builder.create(scope, id)
        .encryption(QueueEncryption.SQS_MANAGED)
        .enforceSsl(true)
        .retentionPeriod(Duration.days(14))
        .removalPolicy(removalPolicy);
  }

  private static Queue told(Construct scope, String id, Alarms alarms, Queue queue) {
    Findings.acknowledge(queue, "AwsSolutions-SQS3", "It is itself where failed deliveries end");
    alarms.raise(
        scope,
        GameAlarm.DEAD_LETTERS,
        id,
        Rule.above(
            0,
            queue.metricApproximateNumberOfMessagesVisible(
                MetricOptions.builder().statistic("Maximum").period(Duration.minutes(1)).build()),
            Missing.quiet("SQS is silent about a queue that was empty and unused for hours."),
            "Something could not be delivered and waits in queue " + id + "."));
    return queue;
  }
}
