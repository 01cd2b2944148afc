package io.gamekeeper.local.aws.sqs;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

/**
 * The attributes that a receiver asks for.
 *
 * @param system names of attributes that SQS adds, or {@code All}
 * @param custom names of the sender's attributes, prefixes of names followed by {@code .*}, or
 *     {@code All}
 */
record AttributeSelection(Set<String> system, List<String> custom) {
  private static final String ALL = "All";
  private static final String PREFIXED = ".*";

  static AttributeSelection of(ReceiveMessageRequest request) {
    return new AttributeSelection(
        Set.copyOf(request.messageSystemAttributeNamesAsStrings()),
        request.messageAttributeNames());
  }

  /** Returns the message with the selected attributes only. */
  Message apply(ReceivedMessage received) {
    Map<String, String> added = new HashMap<>(received.system());
    if (!system.contains(ALL)) {
      added.keySet().retainAll(system);
    }
    Map<String, MessageAttributeValue> attributes = new HashMap<>(received.attributes());
    attributes.keySet().removeIf(name -> !includes(name));
    return Message.builder()
        .messageId(received.id())
        .receiptHandle(received.receiptHandle())
        .body(received.body())
        .md5OfBody(received.md5OfBody())
        .attributesWithStrings(added)
        .messageAttributes(attributes)
        .build();
  }

  private boolean includes(String attribute) {
    return custom.stream()
        .anyMatch(
            name ->
                name.equals(ALL)
                    || name.equals(attribute)
                    || (name.endsWith(PREFIXED)
                        && attribute.startsWith(
                            name.substring(0, name.length() - PREFIXED.length()))));
  }
}
