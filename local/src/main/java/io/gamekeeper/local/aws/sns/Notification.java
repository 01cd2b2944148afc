package io.gamekeeper.local.aws.sns;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.target.Call;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** A message that was published on a topic. */
record Notification(
    String id,
    String topicArn,
    Instant at,
    Optional<String> subject,
    String body,
    Map<String, Call.Attribute> attributes) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The stage signs nothing: whoever checks signatures refuses this one. */
  private static final String UNSIGNED = "not signed by the local stage";

  Notification {
    attributes = Map.copyOf(attributes);
  }

  /**
   * Returns the document that a queue gets without raw message delivery.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html">Amazon
   *     SNS message and JSON formats</a>
   */
  String document(String subscriptionArn) {
    return members(subscriptionArn, "SigningCertURL", "UnsubscribeURL").toString();
  }

  /**
   * Returns the event that a function gets.
   *
   * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html">Invoking Lambda
   *     functions with Amazon SNS notifications</a>
   */
  String event(String subscriptionArn) {
    ObjectNode event = JSON.createObjectNode();
    ObjectNode message =
        event
            .putArray("Records")
            .addObject()
            .put("EventSource", "aws:sns")
            .put("EventVersion", "1.0")
            .put("EventSubscriptionArn", subscriptionArn);
    message.set("Sns", members(subscriptionArn, "SigningCertUrl", "UnsubscribeUrl"));
    return event.toString();
  }

  /** Returns the size of the message without its attributes, as it was published. */
  int bytes() {
    return body.getBytes(StandardCharsets.UTF_8).length;
  }

  private ObjectNode members(String subscriptionArn, String certificate, String unsubscribe) {
    ObjectNode node =
        JSON.createObjectNode()
            .put("Type", "Notification")
            .put("MessageId", id)
            .put("TopicArn", topicArn);
    subject.ifPresent(text -> node.put("Subject", text));
    node.put("Message", body)
        .put("Timestamp", at.truncatedTo(ChronoUnit.MILLIS).toString())
        .put("SignatureVersion", "1")
        .put("Signature", UNSIGNED)
        .put(certificate, "https://sns.stage.invalid/certificate.pem")
        .put(
            unsubscribe,
            "https://sns.stage.invalid/unsubscribe?SubscriptionArn=" + subscriptionArn);
    ObjectNode all = JSON.createObjectNode();
    attributes.forEach(
        (name, attribute) ->
            all.putObject(name).put("Type", attribute.type()).put("Value", attribute.value()));
    if (!all.isEmpty()) {
      node.set("MessageAttributes", all);
    }
    return node;
  }
}
