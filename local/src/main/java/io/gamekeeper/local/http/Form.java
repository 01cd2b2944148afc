package io.gamekeeper.local.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fields of a form or of a query, decoded; a field may have several values. */
public record Form(Map<String, List<String>> fields) {

  /** Reads {@code application/x-www-form-urlencoded} text; what is malformed in it is left out. */
  public static Form of(@Nullable String text) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    for (String part : text == null ? new String[0] : text.split("&", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        try {
          fields
              .computeIfAbsent(
                  URLDecoder.decode(part.substring(0, equals), UTF_8), _ -> new ArrayList<>())
              .add(URLDecoder.decode(part.substring(equals + 1), UTF_8));
        } catch (IllegalArgumentException e) {
          // not encoded as fields are
        }
      }
    }
    return new Form(fields);
  }

  /** Returns the text of fields with one value each. */
  public static String text(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(
            field ->
                URLEncoder.encode(field.getKey(), UTF_8)
                    + "="
                    + URLEncoder.encode(field.getValue(), UTF_8))
        .collect(Collectors.joining("&"));
  }

  /** Returns the only value of a field; empty if it has none, or several. */
  public Optional<String> field(String name) {
    List<String> values = all(name);
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }

  /** Returns all values of a field. */
  public List<String> all(String name) {
    return fields.getOrDefault(name, List.of());
  }
}
