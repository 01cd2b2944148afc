package io.gamekeeper.local.appstore;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of a form or of a query, by their names. */
record Form(Map<String, String> fields) {
  /** Reads {@code application/x-www-form-urlencoded} text. */
  static Form of(@Nullable String text) {
    Map<String, String> fields = new HashMap<>();
    for (String part : String.valueOf(text).split("&", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        fields.put(
            part.substring(0, equals),
            URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return new Form(fields);
  }

  Optional<String> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }
}
