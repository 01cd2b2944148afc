package io.gamekeeper.local.aws.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.aws.sqs.MessageQueue;
import io.gamekeeper.local.aws.sqs.ReceivedMessage;
import io.gamekeeper.local.iam.Arns;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** The messages of one invocation, with their event and its answer. */
record QueueBatch(MessageQueue queue, List<ReceivedMessage> messages) {
  private static final ObjectMapper JSON = new ObjectMapper();

  QueueBatch {
    messages = List.copyOf(messages);
  }

  /** Returns the event as Lambda delivers it, JSON. */
  byte[] event() {
    ObjectNode event = JSON.createObjectNode();
    ArrayNode records = event.putArray("Records");
    String arn = queue.settings().arn();
    String region = Arns.region(arn);
    for (ReceivedMessage message : messages) {
      ObjectNode node = records.addObject();
      node.put("messageId", message.id());
      node.put("receiptHandle", message.receiptHandle());
      node.put("body", message.body());
      node.put("md5OfBody", message.md5OfBody());
      node.put("eventSource", "aws:sqs");
      node.put("eventSourceARN", arn);
      node.put("awsRegion", region);
      ObjectNode system = node.putObject("attributes");
      message.system().forEach(system::put);
      ObjectNode attributes = node.putObject("messageAttributes");
      for (Map.Entry<String, MessageAttributeValue> attribute : message.attributes().entrySet()) {
        MessageAttributeValue value = attribute.getValue();
        ObjectNode described = attributes.putObject(attribute.getKey());
        described.put("dataType", value.dataType());
        if (value.stringValue() != null) {
          described.put("stringValue", value.stringValue());
        }
        if (value.binaryValue() != null) {
          described.put(
              "binaryValue", Base64.getEncoder().encodeToString(value.binaryValue().asByteArray()));
        }
        described.putArray("stringListValues");
        described.putArray("binaryListValues");
      }
    }
    return event.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Returns the ids of the messages that failed, as the answer of a function with {@code
   * ReportBatchItemFailures} names them. Empty if the answer cannot be understood or names a
   * message that is not in the batch: then all have failed.
   */
  Optional<Set<String>> failures(byte[] answer) {
    JsonNode document;
    try {
      document = JSON.readTree(answer);
    } catch (IOException e) {
      return Optional.empty();
    }
    JsonNode failures = document.path("batchItemFailures");
    if (document.isNull() || failures.isMissingNode() || failures.isNull()) {
      return Optional.of(Set.of());
    }
    Set<String> ids = new HashSet<>();
    messages.forEach(message -> ids.add(message.id()));
    Set<String> failed = new HashSet<>();
    for (JsonNode failure : failures) {
      String id = failure.path("itemIdentifier").asText();
      if (!ids.contains(id)) {
        return Optional.empty();
      }
      failed.add(id);
    }
    return Optional.of(failed);
  }
}
