package io.gamekeeper.local.aws.sqs;

import io.gamekeeper.local.target.Call;
import io.gamekeeper.local.target.Target;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** A queue as a target of services. */
record QueueTarget(Queues queues, MessageQueue queue) implements Target {

  @Override
  public String action() {
    return "sqs:SendMessage";
  }

  @Override
  public Optional<String> refusal(String principal, String sourceArn) {
    String arn = queue.settings().arn();
    return queues.allowsSending(arn, principal, sourceArn)
        ? Optional.empty()
        : Optional.of(
            "no AWS::SQS::QueuePolicy lets %s send to %s for %s"
                .formatted(principal, arn, sourceArn));
  }

  @Override
  public void take(Call call) {
    Map<String, MessageAttributeValue> attributes = new HashMap<>();
    call.attributes()
        .forEach(
            (name, attribute) ->
                attributes.put(
                    name,
                    MessageAttributeValue.builder()
                        .dataType(attribute.type())
                        .stringValue(attribute.value())
                        .build()));
    queue.send(
        new OutgoingMessage(
            call.payload(), attributes, call.traceHeader(), Optional.empty(), call.sender()));
  }
}
