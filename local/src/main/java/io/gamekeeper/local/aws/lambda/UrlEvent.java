package io.gamekeeper.local.aws.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.iam.Arns;
import io.gamekeeper.local.iam.RoleSession;
import java.net.URLDecoder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the event that a function gets from its URL: payload format 2.0.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads">Request
 *     and response payloads</a>
 */
final class UrlEvent {
  static final ObjectMapper JSON = new ObjectMapper();

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /** What is not handed on: the signature is Lambda's business, cookies have their own place. */
  private static final Set<String> OWN =
      Set.of("authorization", "cookie", "connection", "keep-alive", "transfer-encoding");

  private static final Set<String> TEXT_TYPES =
      Set.of("application/json", "application/javascript", "application/xml");

  private UrlEvent() {}

  /** Returns the event of a request. */
  static byte[] encode(
      FrontRequest request,
      byte[] body,
      String host,
      RoleSession caller,
      String requestId,
      String traceId,
      Instant now) {
    String urlId = host.substring(0, host.indexOf('.'));
    ObjectNode event = JSON.createObjectNode();
    event.put("version", "2.0");
    event.put("routeKey", "$default");
    event.put("rawPath", request.path());
    event.put("rawQueryString", request.query() == null ? "" : request.query());
    for (FrontRequest.Field field : request.headers()) {
      if (field.name().equals("cookie")) {
        for (String cookie : field.value().split(";", -1)) {
          event.withArrayProperty("cookies").add(cookie.strip());
        }
      }
    }
    headers(event.putObject("headers"), request, host, traceId);
    parameters(event, request);
    ObjectNode context = event.putObject("requestContext");
    String account = Arns.account(caller.role().arn());
    context.put("accountId", account);
    context.put("apiId", urlId);
    context
        .putObject("authorizer")
        .putObject("iam")
        .put("accessKey", caller.accessKeyId())
        .put("accountId", account)
        .put("callerId", caller.userId())
        .putNull("cognitoIdentity")
        .putNull("principalOrgId")
        .put("userArn", caller.arn())
        .put("userId", caller.userId());
    context.put("domainName", host);
    context.put("domainPrefix", urlId);
    context
        .putObject("http")
        .put("method", request.method())
        .put("path", request.path())
        .put("protocol", "HTTP/1.1")
        .put("sourceIp", request.clientAddress())
        .put("userAgent", request.header("user-agent"));
    context.put("requestId", requestId);
    context.put("routeKey", "$default");
    context.put("stage", "$default");
    context.put("time", TIME.format(now));
    context.put("timeEpoch", now.toEpochMilli());
    boolean text = isText(request.header("content-type"));
    if (body.length > 0) {
      event.put("body", text ? new String(body, UTF_8) : Base64.getEncoder().encodeToString(body));
    }
    event.put("isBase64Encoded", body.length > 0 && !text);
    return event.toString().getBytes(UTF_8);
  }

  private static void headers(
      ObjectNode headers, FrontRequest request, String host, String traceId) {
    Map<String, String> joined = new LinkedHashMap<>();
    for (FrontRequest.Field field : request.headers()) {
      if (!OWN.contains(field.name())) {
        joined.merge(field.name(), field.value(), (one, other) -> one + "," + other);
      }
    }
    joined.put("host", host);
    joined.put("x-amzn-trace-id", "Root=" + traceId);
    joined.put("x-forwarded-for", request.clientAddress());
    joined.put("x-forwarded-port", "443");
    joined.put("x-forwarded-proto", "https");
    joined.forEach(headers::put);
  }

  private static void parameters(ObjectNode event, FrontRequest request) {
    Map<String, String> joined = new LinkedHashMap<>();
    for (FrontRequest.Parameter parameter : request.parameters()) {
      joined.merge(
          decoded(parameter.name()), decoded(parameter.value()), (one, other) -> one + "," + other);
    }
    if (!joined.isEmpty()) {
      ObjectNode parameters = event.putObject("queryStringParameters");
      joined.forEach(parameters::put);
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  private static boolean isText(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return type.startsWith("text/") || TEXT_TYPES.contains(type);
  }
}
