package io.gamekeeper.platform.http;

import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerRequestEvent;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request as an Application Load Balancer hands it to a function. The load balancer passes path
 * and query parameters still percent-encoded; here they are decoded, once.
 */
public final class HttpRequest {
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");
  private static final Set<String> UTF_8 = Set.of("charset=utf-8", "charset=\"utf-8\"");

  private final String method;
  private final List<String> segments;
  private final Map<String, String> query;
  private final Map<String, String> headers;
  private final @Nullable String body;
  private final boolean base64;
  private final String path;
  private final @Nullable String signedBy;
  private final Json json;

  private HttpRequest(
      String method,
      List<String> segments,
      Map<String, String> query,
      Map<String, String> headers,
      @Nullable String body,
      boolean base64,
      String path,
      @Nullable String signedBy,
      Json json) {
    this.method = method;
    this.segments = segments;
    this.query = query;
    this.headers = headers;
    this.body = body;
    this.base64 = base64;
    this.path = path;
    this.signedBy = signedBy;
    this.json = json;
  }

  /**
   * Returns the request in that event; refuses a path or a query that is not percent-encoded UTF-8.
   *
   * @param signedBy ARN of the role session by which it is signed; null if it is not
   */
  static Decoded<HttpRequest> of(
      ApplicationLoadBalancerRequestEvent event, @Nullable String signedBy, Json json) {
    try {
      return new Decoded.Value<>(
          new HttpRequest(
              event.getHttpMethod(),
              segments(event.getPath()),
              query(event),
              headers(event),
              event.getBody(),
              event.getIsBase64Encoded(),
              event.getPath(),
              signedBy,
              json));
    } catch (CharacterCodingException | IllegalArgumentException e) {
      return new Decoded.Refused<>(Problem.malformed("path or query is not percent-encoded UTF-8"));
    }
  }

  public String method() {
    return method;
  }

  /** Returns the path as it was sent. */
  public String path() {
    return path;
  }

  /** Returns the ARN of the role session by which the request is signed; null if it is not. */
  @Nullable String signedBy() {
    return signedBy;
  }

  boolean hasBody() {
    return body != null && !body.isEmpty();
  }

  /** Returns the path's segments, decoded. */
  List<String> segments() {
    return segments;
  }

  /** Returns a query parameter, decoded; null if absent. If it is repeated, the last one counts. */
  public @Nullable String query(String name) {
    return query.get(name);
  }

  /** Returns a header by its name in lower case; null if absent. */
  public @Nullable String header(String lowerCaseName) {
    return headers.get(lowerCaseName);
  }

  /** Reads a query parameter as an integer between two bounds, or takes the default if absent. */
  public Decoded<Integer> queryInt(String name, int absent, int least, int most) {
    String text = query.get(name);
    if (text == null) {
      return new Decoded.Value<>(absent);
    }
    // Java's own parsers take signs and the digits of every script.
    if (DIGITS.matcher(text).matches()) {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return new Decoded.Value<>(value);
      }
    }
    return new Decoded.Refused<>(
        Problem.malformed(
            "query parameter '"
                + name
                + "' must be an integer in digits 0-9 from "
                + least
                + " to "
                + most));
  }

  /** Reads a query parameter as a time in ISO 8601, or takes the default if absent. */
  public Decoded<Instant> queryInstant(String name, Instant absent) {
    String text = query.get(name);
    try {
      return new Decoded.Value<>(text == null ? absent : Instant.parse(text));
    } catch (DateTimeParseException e) {
      return new Decoded.Refused<>(
          Problem.malformed("'" + name + "' must be a time such as 2026-11-30T10:00:00Z"));
    }
  }

  /** Reads the JSON body, which is UTF-8 (RFC 8259, section 8.1). */
  public <T> Decoded<T> body(Class<T> type, int limitBytes) {
    String mediaType = header("content-type");
    if (mediaType == null || !isJson(mediaType)) {
      return new Decoded.Refused<>(Problem.unsupportedMediaType());
    }
    return text(limitBytes).then(text -> json.read(text, type));
  }

  /** Reads the body as text in UTF-8, whatever its media type. */
  public Decoded<String> text(int limitBytes) {
    return bytes(limitBytes)
        .then(
            bytes -> {
              try {
                return new Decoded.Value<>(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
              } catch (CharacterCodingException e) {
                return new Decoded.Refused<>(Problem.malformed("the body is not UTF-8"));
              }
            });
  }

  private Decoded<byte[]> bytes(int limitBytes) {
    if (body == null || body.isEmpty()) {
      return new Decoded.Refused<>(Problem.malformed("the body is missing"));
    }
    // UTF-8 and base64 never have fewer bytes than the text has characters, times 3/4.
    if (body.length() / 4 * 3 > limitBytes) {
      return new Decoded.Refused<>(Problem.tooLarge(limitBytes));
    }
    byte[] bytes;
    try {
      bytes = base64 ? Base64.getDecoder().decode(body) : body.getBytes(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return new Decoded.Refused<>(Problem.malformed("the body is not base64"));
    }
    return bytes.length > limitBytes
        ? new Decoded.Refused<>(Problem.tooLarge(limitBytes))
        : new Decoded.Value<>(bytes);
  }

  private static boolean isJson(String mediaType) {
    String[] parts = mediaType.split(";", -1);
    return parts[0].strip().equalsIgnoreCase("application/json")
        && Arrays.stream(parts)
            .map(part -> lower(part.strip()))
            .noneMatch(part -> part.startsWith("charset") && !UTF_8.contains(part));
  }

  private static List<String> segments(String path) throws CharacterCodingException {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("a path starts with /");
    }
    String[] parts = path.substring(1).split("/", -1);
    for (int i = 0; i < parts.length; i++) {
      // In a path a plus sign is itself; only the decoder of forms takes it for a space.
      if (parts[i].indexOf('%') >= 0) {
        parts[i] = decode(parts[i].replace("+", "%2B"));
      }
    }
    return List.of(parts);
  }

  private static Map<String, String> query(ApplicationLoadBalancerRequestEvent event)
      throws CharacterCodingException {
    Map<String, List<String>> multi = event.getMultiValueQueryStringParameters();
    Map<String, String> single = event.getQueryStringParameters();
    if ((multi == null || multi.isEmpty()) && (single == null || single.isEmpty())) {
      return Map.of();
    }
    Map<String, String> decoded = new HashMap<>();
    if (multi != null && !multi.isEmpty()) {
      for (Map.Entry<String, List<String>> entry : multi.entrySet()) {
        decoded.put(decode(entry.getKey()), decode(entry.getValue().getLast()));
      }
    } else {
      for (Map.Entry<String, String> entry : single.entrySet()) {
        decoded.put(decode(entry.getKey()), decode(entry.getValue()));
      }
    }
    return decoded;
  }

  private static Map<String, String> headers(ApplicationLoadBalancerRequestEvent event) {
    Map<String, String> lowerCase = new HashMap<>();
    if (event.getMultiValueHeaders() != null && !event.getMultiValueHeaders().isEmpty()) {
      event
          .getMultiValueHeaders()
          .forEach((name, values) -> lowerCase.put(lower(name), values.getLast()));
    } else if (event.getHeaders() != null) {
      event.getHeaders().forEach((name, value) -> lowerCase.put(lower(name), value));
    }
    return lowerCase;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Decodes percent-encoding; malformed escapes and malformed UTF-8 are refused. */
  private static String decode(String text) throws CharacterCodingException {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    byte[] bytes =
        URLDecoder.decode(text, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1);
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
