package io.gamekeeper.local.aws.sqs;

import java.util.regex.Pattern;

/**
 * The parameters of a message by which a FIFO queue orders and deduplicates; a standard queue takes
 * a group, too, to be fair among groups.
 */
final class GroupParameters {
  /** Letters, digits and punctuation. */
  private static final Pattern ID = Pattern.compile("[!-~]{1,128}");

  private GroupParameters() {}

  /** Tells whether a text can be the id of a group, or of a message. */
  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /**
   * Checks a message as the queue does to which it is sent.
   *
   * @throws software.amazon.awssdk.services.sqs.model.SqsException if SQS refuses it
   */
  static void check(OutgoingMessage message, QueueSettings settings) {
    message.group().ifPresent(group -> checkId("MessageGroupId", group));
    message.deduplicationId().ifPresent(id -> checkId("MessageDeduplicationId", id));
    if (settings.fifo().isEmpty()) {
      message
          .deduplicationId()
          .ifPresent(
              id -> {
                throw notOfThisType(id, "MessageDeduplicationId");
              });
      return;
    }
    message
        .delay()
        .filter(delay -> !delay.isZero())
        .ifPresent(
            delay -> {
              throw notOfThisType(Long.toString(delay.toSeconds()), "DelaySeconds");
            });
    if (message.group().isEmpty()) {
      throw SqsErrors.of(
          "MissingParameter", "The request must contain the parameter MessageGroupId.");
    }
    if (message.deduplicationId().isEmpty() && !settings.fifo().get().contentBasedDeduplication()) {
      throw SqsErrors.of(
          "InvalidParameterValue",
          "The queue should either have ContentBasedDeduplication enabled or"
              + " MessageDeduplicationId provided explicitly");
    }
  }

  private static void checkId(String parameter, String value) {
    if (!isId(value)) {
      throw SqsErrors.invalidValue(
          value,
          parameter,
          parameter
              + " can only include alphanumeric and punctuation characters. 1 to 128 in length.");
    }
  }

  private static RuntimeException notOfThisType(String value, String parameter) {
    return SqsErrors.invalidValue(
        value, parameter, "The request include parameter that is not valid for this queue type.");
  }
}
