package io.gamekeeper.local.aws.sns;

import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.target.Call;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;
import software.amazon.awssdk.services.sns.model.SnsException;

/** The stage's SNS as functions call it: {@code Publish}. */
final class Publishing {
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;

  /** SNS API reference, Publish: of message, subject and attributes together. */
  private static final int MOST_BYTES = 256 * 1024;

  private final Topics topics;

  private Publishing(Topics topics) {
    this.topics = topics;
  }

  /** Returns the service in front of the topics. */
  static SimulatedService<SnsClient> service(Topics topics) {
    return new SimulatedService<>("sns", SnsClient.class, Publishing::error)
        .operation(
            "publish",
            PublishRequest.class,
            List.of("TopicArn", "Message"),
            request -> List.of(new Access.ByRole("sns:Publish", request.topicArn())),
            new Publishing(topics)::publish);
  }

  private PublishResponse publish(PublishRequest request) {
    Topic topic =
        topics
            .find(request.topicArn())
            .orElseThrow(() -> error("NotFound", NOT_FOUND, "Topic does not exist"));
    if (request.message().isEmpty()) {
      throw error("InvalidParameter", BAD_REQUEST, "Invalid parameter: Empty message");
    }
    Map<String, Call.Attribute> attributes = new HashMap<>();
    request
        .messageAttributes()
        .forEach(
            (name, value) ->
                attributes.put(name, new Call.Attribute(value.dataType(), value.stringValue())));
    int bytes = request.message().getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MOST_BYTES) {
      throw error("InvalidParameter", BAD_REQUEST, "Invalid parameter: Message too long");
    }
    return PublishResponse.builder()
        .messageId(
            topic.publish(Optional.ofNullable(request.subject()), request.message(), attributes))
        .build();
  }

  private static SnsException error(String code, int status, String message) {
    return (SnsException)
        SnsException.builder()
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .serviceName("Sns")
                    .errorCode(code.equals("AccessDeniedException") ? "AuthorizationError" : code)
                    .errorMessage(message)
                    .build())
            .statusCode(code.equals("AccessDeniedException") ? 403 : status)
            .build();
  }
}
