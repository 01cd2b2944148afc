package io.gamekeeper.local.aws.sqs;

import java.time.Duration;
import java.util.Optional;

/**
 * The settings of a queue, in the ranges of SQS.
 *
 * @param visibilityTimeout how long a received message is hidden, up to 12 hours
 * @param delay how long a new message is hidden, up to 15 minutes
 * @param retention how long a message is kept, 1 minute to 14 days
 * @param receiveWait how long a receiver waits if it does not say, up to 20 seconds
 * @param maximumBytes of a message: body, attributes and their names
 * @param fifo what only a FIFO queue has; empty for a standard queue
 */
public record QueueSettings(
    String name,
    String arn,
    String url,
    Duration visibilityTimeout,
    Duration delay,
    Duration retention,
    Duration receiveWait,
    int maximumBytes,
    Optional<Redrive> redrive,
    Optional<FifoSettings> fifo) {
  public static final Duration DEFAULT_VISIBILITY_TIMEOUT = Duration.ofSeconds(30);
  public static final Duration DEFAULT_RETENTION = Duration.ofDays(4);
  public static final int LARGEST_MESSAGE_BYTES = 1 << 20;

  private static final int SMALLEST_LIMIT_BYTES = 1 << 10;
  private static final int MOST_RECEIVES = 1000;

  /**
   * The redrive policy: where messages go that could not be processed.
   *
   * @param deadLetterArn another queue
   * @param maximumReceives how often a message is received before that, 1 to 1000
   */
  public record Redrive(String deadLetterArn, int maximumReceives) {
    public Redrive {
      if (maximumReceives < 1 || maximumReceives > MOST_RECEIVES) {
        throw new IllegalArgumentException(
            "maxReceiveCount must be 1 to " + MOST_RECEIVES + ": " + maximumReceives);
      }
    }
  }

  /** The settings of a standard queue. */
  public QueueSettings(
      String name,
      String arn,
      String url,
      Duration visibilityTimeout,
      Duration delay,
      Duration retention,
      Duration receiveWait,
      int maximumBytes,
      Optional<Redrive> redrive) {
    this(
        name,
        arn,
        url,
        visibilityTimeout,
        delay,
        retention,
        receiveWait,
        maximumBytes,
        redrive,
        Optional.empty());
  }

  public QueueSettings {
    check("VisibilityTimeout", visibilityTimeout, Duration.ZERO, Duration.ofHours(12));
    check("DelaySeconds", delay, Duration.ZERO, Duration.ofMinutes(15));
    check("MessageRetentionPeriod", retention, Duration.ofMinutes(1), Duration.ofDays(14));
    check("ReceiveMessageWaitTimeSeconds", receiveWait, Duration.ZERO, Duration.ofSeconds(20));
    if (maximumBytes < SMALLEST_LIMIT_BYTES || maximumBytes > LARGEST_MESSAGE_BYTES) {
      throw new IllegalArgumentException(
          "MaximumMessageSize must be %d to %d: %d"
              .formatted(SMALLEST_LIMIT_BYTES, LARGEST_MESSAGE_BYTES, maximumBytes));
    }
  }

  private static void check(String property, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "%s must be %d to %d seconds: %d"
              .formatted(property, least.toSeconds(), most.toSeconds(), value.toSeconds()));
    }
  }
}
