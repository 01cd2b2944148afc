package io.gamekeeper.local.aws.sqs;

import java.util.Map;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * A message as a receiver gets it.
 *
 * @param receiptHandle names this receipt; a later one of the same message has another
 * @param system the attributes that SQS adds, by their names in the API
 */
public record ReceivedMessage(
    String id,
    String receiptHandle,
    String body,
    Map<String, MessageAttributeValue> attributes,
    Map<String, String> system) {
  public ReceivedMessage {
    attributes = Map.copyOf(attributes);
    system = Map.copyOf(system);
  }

  public String md5OfBody() {
    return Hashes.md5(body);
  }
}
