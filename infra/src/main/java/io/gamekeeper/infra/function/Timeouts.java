package io.gamekeeper.infra.function;

import io.gamekeeper.contract.TimeLimit;
import software.amazon.awscdk.Duration;

/** The functions' time limits as templates have them, and what follows from them. */
public final class Timeouts {
  /**
   * How long a queue hides a batch that a function works on. Six times as long as the function may
   * take, as Lambda advises: a batch that is throttled is not delivered twice.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html">Creating
   *     and configuring an Amazon SQS event source mapping</a>
   */
  public static final Duration VISIBILITY =
      Duration.seconds(6 * TimeLimit.BATCH.duration().toSeconds());

  private Timeouts() {}

  public static Duration of(TimeLimit limit) {
    return Duration.seconds(limit.duration().toSeconds());
  }
}
