package io.gamekeeper.local.aws.elb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.gamekeeper.local.http.FrontRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Makes the event that a function behind a load balancer gets, byte for byte as AWS sends it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html">Lambda
 *     functions as targets</a>
 */
final class AlbEvent {
  /**
   * A factory without buffers per thread, which would not be used again: each request has a new
   * thread.
   */
  static final JsonFactory JSON =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool()).build();

  private static final int INITIAL_BYTES = 1024;
  private static final Set<String> TEXT_TYPES =
      Set.of("application/json", "application/javascript", "application/xml");

  private AlbEvent() {}

  /**
   * Returns the event of a request.
   *
   * @param body the request's, as a whole
   * @param newTraceId an X-Ray trace id for requests that bring none
   */
  static byte[] encode(
      FrontRequest request,
      byte[] body,
      FunctionTargets target,
      Listener listener,
      String newTraceId) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(INITIAL_BYTES + body.length);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeObjectFieldStart("requestContext");
      json.writeObjectFieldStart("elb");
      json.writeStringField("targetGroupArn", target.arn());
      json.writeEndObject();
      json.writeEndObject();
      json.writeStringField("httpMethod", request.method());
      json.writeStringField("path", request.path());
      List<FrontRequest.Field> parameters = new ArrayList<>();
      for (FrontRequest.Parameter parameter : request.parameters()) {
        parameters.add(new FrontRequest.Field(parameter.name(), parameter.value()));
      }
      List<FrontRequest.Field> headers = ForwardedHeaders.of(request, listener, newTraceId);
      if (target.multiValueHeaders()) {
        writeLists(json, "multiValueQueryStringParameters", parameters);
        writeLists(json, "multiValueHeaders", headers);
      } else {
        writeLastValues(json, "queryStringParameters", parameters);
        writeLastValues(json, "headers", headers);
      }
      boolean text = body.length == 0 || isText(request);
      json.writeStringField(
          "body",
          text
              ? new String(body, StandardCharsets.UTF_8)
              : Base64.getEncoder().encodeToString(body));
      json.writeBooleanField("isBase64Encoded", !text);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static boolean isText(FrontRequest request) {
    if (request.header("content-encoding") != null) {
      return false;
    }
    String type = request.header("content-type");
    if (type == null) {
      return false;
    }
    int parameters = type.indexOf(';');
    String mediaType =
        (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    return mediaType.startsWith("text/") || TEXT_TYPES.contains(mediaType);
  }

  private static void writeLastValues(
      JsonGenerator json, String name, List<FrontRequest.Field> fields) throws IOException {
    Map<String, String> last = new LinkedHashMap<>();
    fields.forEach(field -> last.put(field.name(), field.value()));
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> field : last.entrySet()) {
      json.writeStringField(field.getKey(), field.getValue());
    }
    json.writeEndObject();
  }

  private static void writeLists(JsonGenerator json, String name, List<FrontRequest.Field> fields)
      throws IOException {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    fields.forEach(
        field -> lists.computeIfAbsent(field.name(), _ -> new ArrayList<>(1)).add(field.value()));
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, List<String>> field : lists.entrySet()) {
      json.writeArrayFieldStart(field.getKey());
      for (String value : field.getValue()) {
        json.writeString(value);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }
}
