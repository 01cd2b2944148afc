package io.gamekeeper.local.aws.sqs;

/**
 * The settings that only a FIFO queue has.
 *
 * @param contentBasedDeduplication whether the hash of the body is the deduplication id of a
 *     message that has none
 * @param limit how SQS counts what is sent and received; the stage has no such limit
 */
public record FifoSettings(
    boolean contentBasedDeduplication, DeduplicationScope scope, ThroughputLimit limit) {

  /** Among which messages a deduplication id is unique. */
  public enum DeduplicationScope {
    QUEUE("queue"),
    MESSAGE_GROUP("messageGroup");

    private final String value;

    DeduplicationScope(String value) {
      this.value = value;
    }

    /** Returns its name in the API. */
    String value() {
      return value;
    }
  }

  /** To what the quota of messages in a second applies. */
  public enum ThroughputLimit {
    PER_QUEUE("perQueue"),
    PER_MESSAGE_GROUP_ID("perMessageGroupId");

    private final String value;

    ThroughputLimit(String value) {
      this.value = value;
    }

    /** Returns its name in the API. */
    String value() {
      return value;
    }
  }
}
