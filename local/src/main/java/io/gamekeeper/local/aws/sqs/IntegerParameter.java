package io.gamekeeper.local.aws.sqs;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The integer parameters of requests, with the range that SQS takes. */
enum IntegerParameter {
  DELAY_SECONDS("DelaySeconds", 0, 900),
  MAX_NUMBER_OF_MESSAGES("MaxNumberOfMessages", 1, Batch.MOST_ENTRIES),
  VISIBILITY_TIMEOUT("VisibilityTimeout", 0, 43_200),
  WAIT_TIME_SECONDS("WaitTimeSeconds", 0, 20);

  private final String parameter;
  private final int least;
  private final int most;

  IntegerParameter(String parameter, int least, int most) {
    this.parameter = parameter;
    this.least = least;
    this.most = most;
  }

  /**
   * Returns the value.
   *
   * @throws software.amazon.awssdk.services.sqs.model.SqsException if it is out of range
   */
  int checked(int value) {
    if (value < least || value > most) {
      throw SqsErrors.invalidValue(
          Integer.toString(value),
          parameter,
          "Must be between %d and %d, if provided.".formatted(least, most));
    }
    return value;
  }

  /** Returns the value, checked, as so many seconds; empty if the request lacks it. */
  Optional<Duration> seconds(@Nullable Integer value) {
    return Optional.ofNullable(value).map(number -> Duration.ofSeconds(checked(number)));
  }
}
