package io.gamekeeper.local.aws.elb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The response of a function behind a load balancer. */
final class AlbResponse {
  /** The largest response that a load balancer takes from a function. */
  static final int LIMIT_BYTES = 1 << 20;

  private static final ObjectMapper JSON = new ObjectMapper(AlbEvent.JSON);
  private static final int FIRST_STATUS = 200;
  private static final int LAST_STATUS = 599;

  private AlbResponse() {}

  /**
   * Returns the response in a function's payload.
   *
   * @throws MalformedException if AWS would answer 502 for it; the message says why
   */
  static FrontResponse decode(byte[] payload, boolean multiValueHeaders) throws MalformedException {
    if (payload.length > LIMIT_BYTES) {
      throw new MalformedException("is larger than 1 MB: " + payload.length + " bytes");
    }
    JsonNode root;
    try {
      root = JSON.readTree(payload);
    } catch (IOException e) {
      throw new MalformedException("is not JSON", e);
    }
    if (!root.isObject()) {
      throw new MalformedException("is not a JSON object");
    }
    JsonNode status = root.path("statusCode");
    if (!status.isInt() || status.intValue() < FIRST_STATUS || status.intValue() > LAST_STATUS) {
      throw new MalformedException("has no valid statusCode: " + status);
    }
    List<FrontRequest.Field> headers = new ArrayList<>();
    if (multiValueHeaders) {
      addLists(root.path("multiValueHeaders"), headers);
    } else {
      addValues(root.path("headers"), headers);
    }
    return new FrontResponse(status.intValue(), headers, body(root));
  }

  private static byte[] body(JsonNode root) throws MalformedException {
    JsonNode body = root.path("body");
    if (body.isMissingNode() || body.isNull()) {
      return new byte[0];
    }
    if (!body.isTextual()) {
      throw new MalformedException("has a body that is not a text");
    }
    if (!root.path("isBase64Encoded").asBoolean(false)) {
      return body.textValue().getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(body.textValue());
    } catch (IllegalArgumentException e) {
      throw new MalformedException("has a body that is not base64", e);
    }
  }

  private static void addValues(JsonNode values, List<FrontRequest.Field> headers)
      throws MalformedException {
    for (Map.Entry<String, JsonNode> entry : values.properties()) {
      add(entry.getKey(), entry.getValue(), headers);
    }
  }

  private static void addLists(JsonNode lists, List<FrontRequest.Field> headers)
      throws MalformedException {
    for (Map.Entry<String, JsonNode> entry : lists.properties()) {
      if (!entry.getValue().isArray()) {
        throw new MalformedException("has no list of values for the header " + entry.getKey());
      }
      for (JsonNode value : entry.getValue()) {
        add(entry.getKey(), value, headers);
      }
    }
  }

  private static void add(String name, JsonNode value, List<FrontRequest.Field> headers)
      throws MalformedException {
    if (!value.isTextual() || !isHeaderText(value.textValue())) {
      throw new MalformedException("has an invalid value for the header " + name);
    }
    String lowerCase = name.toLowerCase(Locale.ROOT);
    if (!ForwardedHeaders.HOP_BY_HOP.contains(lowerCase) && !lowerCase.equals("content-length")) {
      headers.add(new FrontRequest.Field(name, value.textValue()));
    }
  }

  private static boolean isHeaderText(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\r' || c == '\n' || c == 0) {
        return false;
      }
    }
    return true;
  }

  /** Thrown if AWS would not understand a response. */
  static final class MalformedException extends Exception {
    MalformedException(String message) {
      super(message);
    }

    MalformedException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
