package io.gamekeeper.local.aws.cloudformation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A function's answer to a request for a custom resource.
 *
 * @param physicalId the value of {@code Ref}
 * @param data the values of {@code Fn::GetAtt}
 */
record Answer(String physicalId, Map<String, String> data) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_BYTES = 4096;
  private static final List<String> COPIED = List.of("RequestId", "LogicalResourceId", "StackId");

  Answer {
    data = Map.copyOf(data);
  }

  /**
   * Reads a function's answer.
   *
   * @param request the request, whose ids the answer has to repeat
   * @throws FailedException if the answer is FAILED, or CloudFormation would not understand it
   */
  static Answer parse(String text, JsonNode request) throws FailedException {
    if (text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      throw new FailedException("its function's answer has more than " + MOST_BYTES + " bytes");
    }
    JsonNode document;
    try {
      document = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new FailedException("its function's answer is not JSON: " + text, e);
    }
    for (String member : COPIED) {
      if (!document.path(member).equals(request.path(member))) {
        throw new FailedException(
            "its function's answer has the %s %s instead of %s"
                .formatted(member, document.path(member), request.path(member)));
      }
    }
    String status = document.path("Status").asText();
    String physicalId = document.path("PhysicalResourceId").asText();
    if (status.equals("FAILED")) {
      throw new FailedException(
          "its function answered FAILED: " + document.path("Reason").asText());
    }
    if (!status.equals("SUCCESS") || physicalId.isEmpty()) {
      throw new FailedException(
          "its function's answer lacks a Status or a PhysicalResourceId: " + text);
    }
    Map<String, String> data = new LinkedHashMap<>();
    document
        .path("Data")
        .properties()
        .forEach(
            value ->
                data.put(
                    value.getKey(),
                    value.getValue().isValueNode()
                        ? value.getValue().asText()
                        : value.getValue().toString()));
    return new Answer(physicalId, data);
  }
}
