package io.gamekeeper.local.aws.lambda;

import io.gamekeeper.local.aws.sqs.MessageQueue;
import java.time.Duration;

/**
 * An event source mapping: a function that processes the messages of a queue.
 *
 * @param functionArn with the qualifier, if one was given
 * @param batchSize the most messages of one invocation
 * @param window how long a batch may wait to become full
 * @param partialFailures whether the function's answer names the messages that failed
 * @param concurrency the most invocations at once
 */
public record QueueMapping(
    String logicalId,
    MessageQueue queue,
    String functionArn,
    int batchSize,
    Duration window,
    boolean partialFailures,
    int concurrency) {
  /** The concurrency with which Lambda starts if the template sets no limit. */
  public static final int DEFAULT_CONCURRENCY = 5;

  public static final int DEFAULT_BATCH_SIZE = 10;

  private static final int LARGEST_BATCH = 10_000;
  private static final int LARGEST_BATCH_WITHOUT_WINDOW = 10;
  private static final int LARGEST_BATCH_OF_FIFO = 10;
  private static final Duration LONGEST_WINDOW = Duration.ofMinutes(5);
  private static final int MOST_CONCURRENCY = 1000;

  public QueueMapping {
    if (queue.settings().fifo().isPresent()) {
      checkFifo(batchSize, window);
    }
    if (batchSize < 1 || batchSize > LARGEST_BATCH) {
      throw new IllegalArgumentException(
          "BatchSize must be 1 to " + LARGEST_BATCH + ": " + batchSize);
    }
    if (window.isNegative() || window.compareTo(LONGEST_WINDOW) > 0) {
      throw new IllegalArgumentException(
          "MaximumBatchingWindowInSeconds must be 0 to 300: " + window.toSeconds());
    }
    if (window.isZero() && batchSize > LARGEST_BATCH_WITHOUT_WINDOW) {
      throw new IllegalArgumentException(
          "MaximumBatchingWindowInSeconds must be greater than 0 if BatchSize is greater than "
              + LARGEST_BATCH_WITHOUT_WINDOW);
    }
    if (concurrency < 2 || concurrency > MOST_CONCURRENCY) {
      throw new IllegalArgumentException(
          "MaximumConcurrency must be 2 to " + MOST_CONCURRENCY + ": " + concurrency);
    }
  }

  /**
   * Checks what is stricter for a FIFO queue.
   *
   * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html">Lambda
   *     parameters for Amazon SQS event source mappings</a>
   */
  private static void checkFifo(int batchSize, Duration window) {
    if (batchSize > LARGEST_BATCH_OF_FIFO) {
      throw new IllegalArgumentException(
          "BatchSize must be 1 to %d for a FIFO queue: %d"
              .formatted(LARGEST_BATCH_OF_FIFO, batchSize));
    }
    if (!window.isZero()) {
      throw new IllegalArgumentException(
          "MaximumBatchingWindowInSeconds must be 0 for a FIFO queue: " + window.toSeconds());
    }
  }
}
