package io.gamekeeper.local.aws.sqs;

import io.gamekeeper.local.aws.sqs.FifoSettings.DeduplicationScope;
import io.gamekeeper.local.aws.sqs.FifoSettings.ThroughputLimit;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.TemplateException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The properties of a queue that only a FIFO queue may have. */
final class FifoProperties {
  /** With this, the name of every FIFO queue ends. */
  static final String SUFFIX = ".fifo";

  private FifoProperties() {}

  /**
   * Reads the properties; empty for a standard queue.
   *
   * @throws TemplateException if SQS refuses them
   */
  static Optional<FifoSettings> read(ResourceProperties properties) {
    boolean fifo = properties.bool("FifoQueue", false);
    boolean byContent = properties.bool("ContentBasedDeduplication", false);
    DeduplicationScope scope =
        choice(
            properties,
            "DeduplicationScope",
            DeduplicationScope.values(),
            DeduplicationScope::value);
    ThroughputLimit limit =
        choice(properties, "FifoThroughputLimit", ThroughputLimit.values(), ThroughputLimit::value);
    if (!fifo) {
      refuse(properties, "ContentBasedDeduplication", byContent);
      refuse(properties, "DeduplicationScope", properties.has("DeduplicationScope"));
      refuse(properties, "FifoThroughputLimit", properties.has("FifoThroughputLimit"));
      return Optional.empty();
    }
    if (limit == ThroughputLimit.PER_MESSAGE_GROUP_ID
        && scope != DeduplicationScope.MESSAGE_GROUP) {
      throw new TemplateException(
          properties.where("FifoThroughputLimit"),
          "is %s, which needs DeduplicationScope %s"
              .formatted(limit.value(), DeduplicationScope.MESSAGE_GROUP.value()));
    }
    return Optional.of(new FifoSettings(byContent, scope, limit));
  }

  private static void refuse(ResourceProperties properties, String name, boolean set) {
    if (set) {
      throw new TemplateException(
          properties.where(name), "is set; only a queue whose FifoQueue is true may have it");
    }
  }

  /** Returns the value that a property names; the first is the default. */
  private static <T> T choice(
      ResourceProperties properties, String name, T[] values, Function<T, String> text) {
    List<String> names = Arrays.stream(values).map(text).toList();
    String chosen = properties.string(name, names.getFirst());
    int index = names.indexOf(chosen);
    if (index < 0) {
      throw new TemplateException(
          properties.where(name), "is " + chosen + " instead of one of " + names);
    }
    return values[index];
  }
}
