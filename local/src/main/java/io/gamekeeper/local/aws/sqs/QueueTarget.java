package io.gamekeeper.local.aws.sqs;

import io.gamekeeper.local.target.Call;
import io.gamekeeper.local.target.NotTakenException;
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

  /**
   * A FIFO queue needs a group, and must find its deduplication id in the content, since services
   * send none.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html">EventBridge,
   *     Target: SqsParameters</a>
   */
  @Override
  public Optional<String> misfit(Optional<String> group) {
    if (group.isPresent() && !GroupParameters.isId(group.get())) {
      return Optional.of(
          "its MessageGroupId \"" + group.get() + "\" is not 1 to 128 letters, digits and signs");
    }
    Optional<FifoSettings> fifo = queue.settings().fifo();
    if (fifo.isEmpty()) {
      return Optional.empty();
    }
    if (group.isEmpty()) {
      return Optional.of("it is a FIFO queue, which takes only messages with a MessageGroupId");
    }
    return fifo.get().contentBasedDeduplication()
        ? Optional.empty()
        : Optional.of("it is a FIFO queue without ContentBasedDeduplication");
  }

  @Override
  public void take(Call call) throws NotTakenException {
    Optional<String> reason = misfit(call.group());
    if (reason.isPresent()) {
      throw new NotTakenException("INVALID_PARAMETER", reason.get());
    }
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
    MessageQueue.Sent _ =
        queue.send(
            new OutgoingMessage(
                call.payload(),
                attributes,
                call.traceHeader(),
                Optional.empty(),
                call.sender(),
                call.group(),
                Optional.empty()));
  }
}
