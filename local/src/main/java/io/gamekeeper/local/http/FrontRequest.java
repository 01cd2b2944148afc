package io.gamekeeper.local.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came in, undecoded.
 *
 * @param path up to the question mark
 * @param query after the question mark; null if there is none
 * @param headers in their order, names in lower case
 * @param clientAddress an IP address
 */
public record FrontRequest(
    String method,
    String path,
    @Nullable String query,
    List<Field> headers,
    RequestBody body,
    String clientAddress) {

  /** A header line. */
  public record Field(String name, String value) {}

  /** A part of the query, undecoded. */
  public record Parameter(String name, String value) {}

  /** Returns the same request with other headers. */
  public FrontRequest withHeaders(List<Field> others) {
    return new FrontRequest(method, path, query, others, body, clientAddress);
  }

  /** Returns the last value of a header, or null. */
  public @Nullable String header(String name) {
    String found = null;
    for (Field field : headers) {
      if (field.name().equals(name)) {
        found = field.value();
      }
    }
    return found;
  }

  /** Returns the requested host, in lower case and without its port; empty if there is none. */
  public String host() {
    String host = header("host");
    if (host == null) {
      return "";
    }
    int port = host.lastIndexOf(':');
    boolean hasPort = port >= 0 && host.indexOf(']', port) < 0;
    return (hasPort ? host.substring(0, port) : host).toLowerCase(Locale.ROOT);
  }

  /** Returns the query's parts in their order; one without {@code =} has an empty value. */
  public List<Parameter> parameters() {
    if (query == null || query.isEmpty()) {
      return List.of();
    }
    List<Parameter> parameters = new ArrayList<>();
    int start = 0;
    while (start <= query.length()) {
      int end = query.indexOf('&', start);
      end = end < 0 ? query.length() : end;
      if (end > start) {
        int equals = query.indexOf('=', start);
        parameters.add(
            equals < 0 || equals > end
                ? new Parameter(query.substring(start, end), "")
                : new Parameter(query.substring(start, equals), query.substring(equals + 1, end)));
      }
      start = end + 1;
    }
    return parameters;
  }
}
