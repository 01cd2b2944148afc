package io.gamekeeper.local.aws.sqs;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The attributes of a queue: its settings and how many messages it holds. */
record QueueAttributes(QueueSettings settings, MessageQueue.Counts counts) {
  /**
   * Returns the attributes, by their names in the API.
   *
   * @param names of those wanted, or {@code All}
   */
  Map<String, String> named(Collection<String> names) {
    Map<String, String> all = new HashMap<>();
    all.put("QueueArn", settings.arn());
    all.put("ApproximateNumberOfMessages", Integer.toString(counts.visible()));
    all.put("ApproximateNumberOfMessagesNotVisible", Integer.toString(counts.inFlight()));
    all.put("ApproximateNumberOfMessagesDelayed", Integer.toString(counts.delayed()));
    all.put("VisibilityTimeout", Long.toString(settings.visibilityTimeout().toSeconds()));
    all.put("DelaySeconds", Long.toString(settings.delay().toSeconds()));
    all.put("MessageRetentionPeriod", Long.toString(settings.retention().toSeconds()));
    all.put("ReceiveMessageWaitTimeSeconds", Long.toString(settings.receiveWait().toSeconds()));
    all.put("MaximumMessageSize", Integer.toString(settings.maximumBytes()));
    settings
        .redrive()
        .ifPresent(
            redrive ->
                all.put(
                    "RedrivePolicy",
                    "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":%d}"
                        .formatted(redrive.deadLetterArn(), redrive.maximumReceives())));
    settings
        .fifo()
        .ifPresent(
            fifo -> {
              all.put("FifoQueue", "true");
              all.put(
                  "ContentBasedDeduplication", Boolean.toString(fifo.contentBasedDeduplication()));
              all.put("DeduplicationScope", fifo.scope().value());
              all.put("FifoThroughputLimit", fifo.limit().value());
            });
    if (!names.contains("All")) {
      all.keySet().retainAll(names);
    }
    return all;
  }
}
