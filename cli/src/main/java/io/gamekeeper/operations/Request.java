package io.gamekeeper.operations;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A request of the operations API.
 *
 * @param path percent-encoded, begins with {@code /ops/v1/}
 * @param query in the order in which it is sent, not encoded
 * @param body JSON; null for none
 * @param reason why something is changed or looked at; null for a request that needs none
 */
public record Request(
    String method,
    String path,
    Map<String, String> query,
    @Nullable String body,
    @Nullable String reason) {
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";

  /** Tells whether nothing changes by it. */
  boolean isRead() {
    return method.equals("GET");
  }

  /** Returns path and query as they are sent. */
  public String target() {
    return query.isEmpty()
        ? path
        : query.entrySet().stream()
            .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&", path + "?", ""));
  }

  /** Returns the headers that every door sends. */
  public Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Accept", "application/json, application/problem+json");
    if (body != null) {
      headers.put("Content-Type", "application/json");
    }
    if (reason != null) {
      headers.put("Gamekeeper-Reason", encoded(reason));
    }
    return headers;
  }

  /** Encodes a text as RFC 3986 and Signature Version 4 want it: all but what is unreserved. */
  static String encoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      if (UNRESERVED.indexOf(each) >= 0) {
        encoded.append((char) each);
      } else {
        encoded.append('%').append(String.format("%02X", each));
      }
    }
    return encoded.toString();
  }
}
