package io.gamekeeper.event.queue;

import io.gamekeeper.event.EventQueueException;
import io.gamekeeper.platform.telemetry.RemoteCall;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.trace.TraceHeader;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/** Calls SQS as a part of the invocation's trace, which messages carry on. */
final class SqsSender {
  private final SqsClient sqs;
  private final Telemetry telemetry;

  SqsSender(SqsClient sqs, Telemetry telemetry) {
    this.sqs = sqs;
    this.telemetry = telemetry;
  }

  /**
   * Sends a message.
   *
   * @throws EventQueueException if SQS did not confirm it
   */
  void send(SendMessageRequest.Builder request) {
    telemetry
        .traceHeader()
        .ifPresent(
            header ->
                request.messageSystemAttributes(
                    Map.of(
                        MessageSystemAttributeNameForSends.AWS_TRACE_HEADER, attribute(header))));
    SendMessageRequest built = request.build();
    call("SendMessage", built.queueUrl(), client -> client.sendMessage(built));
  }

  /**
   * Returns how many messages of a queue wait, approximately.
   *
   * @throws EventQueueException if SQS did not answer, or refused
   */
  int waiting(String queueUrl) {
    Map<QueueAttributeName, String> attributes =
        call(
            "GetQueueAttributes",
            queueUrl,
            client ->
                client
                    .getQueueAttributes(
                        request ->
                            request
                                .queueUrl(queueUrl)
                                .attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                    .attributes());
    return Integer.parseInt(
        attributes.getOrDefault(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "0"));
  }

  /**
   * Makes another call.
   *
   * @throws EventQueueException if SQS did not answer, or refused
   */
  <T> T call(String operation, String queueUrl, Function<SqsClient, T> call) {
    Supplier<T> work = () -> call.apply(sqs);
    try {
      if (!telemetry.hasTimeForACall()) {
        throw SdkClientException.create("not called: the invocation is about to end");
      }
      return telemetry.traced(RemoteCall.aws("SQS", operation, name(queueUrl)), work);
    } catch (SdkException e) {
      throw new EventQueueException(e);
    }
  }

  private static MessageSystemAttributeValue attribute(TraceHeader header) {
    return MessageSystemAttributeValue.builder()
        .dataType("String")
        .stringValue(header.text())
        .build();
  }

  private static String name(String queueUrl) {
    return queueUrl.substring(queueUrl.lastIndexOf('/') + 1);
  }
}
