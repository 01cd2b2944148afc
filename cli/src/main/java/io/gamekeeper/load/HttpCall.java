package io.gamekeeper.load;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One request. It may be sent again when a kept-alive connection turns out to be closed, so a POST
 * that must count once carries an idempotency key.
 *
 * @param path path and query, already encoded
 * @param token bearer token, or null for a call without
 * @param idempotencyKey value of the {@code Idempotency-Key} header, or null
 * @param body JSON, or null for a call without body
 */
public record HttpCall(
    String method,
    String path,
    @Nullable String token,
    @Nullable String idempotencyKey,
    @Nullable String body) {

  /** Reads a resource. */
  public static HttpCall get(String path, @Nullable String token) {
    return new HttpCall("GET", path, token, null, null);
  }

  /** Sends JSON that counts once for the key. */
  public static HttpCall post(String path, String token, String idempotencyKey, String body) {
    return new HttpCall("POST", path, token, idempotencyKey, body);
  }

  byte[] encode(String host) {
    StringBuilder head = new StringBuilder(768);
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: ").append(host);
    if (token != null) {
      head.append("\r\nAuthorization: Bearer ").append(token);
    }
    if (idempotencyKey != null) {
      head.append("\r\nIdempotency-Key: ").append(idempotencyKey);
    }
    if (body == null) {
      return head.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    head.append("\r\nContent-Type: application/json\r\nContent-Length: ")
        .append(content.length)
        .append("\r\n\r\n");
    byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = new byte[start.length + content.length];
    System.arraycopy(start, 0, all, 0, start.length);
    System.arraycopy(content, 0, all, start.length, content.length);
    return all;
  }
}
