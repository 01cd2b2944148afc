package io.gamekeeper.local.aws.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.http.FrontResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The response of a function to a call by its URL. */
final class UrlResponse {
  private static final String TYPE = "content-type";
  private static final FrontRequest.Field JSON_TYPE =
      new FrontRequest.Field(TYPE, "application/json");

  /** What only the one who sends the response can say. */
  private static final Set<String> OWN =
      Set.of("connection", "content-length", "date", "keep-alive", "transfer-encoding", "upgrade");

  private UrlResponse() {}

  /**
   * Returns the response in a function's payload. JSON that names no status is itself the body of a
   * 200.
   *
   * @throws MalformedException if AWS would answer 502 for it; the message says why
   */
  static FrontResponse decode(byte[] payload) throws MalformedException {
    if (payload.length > FunctionUrl.LIMIT_BYTES) {
      throw new MalformedException("is larger than 6 MB: " + payload.length + " bytes");
    }
    JsonNode root;
    try {
      root = UrlEvent.JSON.readTree(payload);
    } catch (IOException e) {
      throw new MalformedException("is not JSON", e);
    }
    JsonNode status = root.path("statusCode");
    if (status.isMissingNode()) {
      return new FrontResponse(200, List.of(JSON_TYPE), payload);
    }
    if (!status.canConvertToInt() || status.intValue() < 100 || status.intValue() > 599) {
      throw new MalformedException("has no valid statusCode: " + status);
    }
    return new FrontResponse(status.intValue(), headers(root), body(root));
  }

  private static List<FrontRequest.Field> headers(JsonNode root) throws MalformedException {
    List<FrontRequest.Field> headers = new ArrayList<>();
    for (Map.Entry<String, JsonNode> header : root.path("headers").properties()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!OWN.contains(name)) {
        headers.add(new FrontRequest.Field(name, line(name, header.getValue())));
      }
    }
    if (headers.stream().noneMatch(header -> header.name().equals(TYPE))) {
      headers.add(JSON_TYPE);
    }
    for (JsonNode cookie : root.path("cookies")) {
      headers.add(new FrontRequest.Field("set-cookie", line("set-cookie", cookie)));
    }
    return headers;
  }

  private static String line(String name, JsonNode value) throws MalformedException {
    String text = value.asText();
    if (!value.isValueNode() || text.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
      throw new MalformedException("has an invalid value for the header " + name);
    }
    return text;
  }

  private static byte[] body(JsonNode root) throws MalformedException {
    JsonNode body = root.path("body");
    if (body.isMissingNode() || body.isNull()) {
      return new byte[0];
    }
    if (!root.path("isBase64Encoded").asBoolean(false)) {
      return (body.isTextual() ? body.textValue() : body.toString()).getBytes(UTF_8);
    }
    try {
      return Base64.getDecoder().decode(body.asText());
    } catch (IllegalArgumentException e) {
      throw new MalformedException("has a body that is not base64", e);
    }
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
