package io.gamekeeper.local.http;

import java.util.Optional;

/** The cookies of a request. */
public final class Cookies {
  private Cookies() {}

  /** Returns the value of the first cookie of that name, without the quotes that it may have. */
  public static Optional<String> value(FrontRequest request, String name) {
    for (FrontRequest.Field field : request.headers()) {
      if (field.name().equals("cookie")) {
        for (String pair : field.value().split(";", -1)) {
          int equals = pair.indexOf('=');
          if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
            String value = pair.substring(equals + 1).strip();
            return Optional.of(value.replaceFirst("^\"(.*)\"$", "$1"));
          }
        }
      }
    }
    return Optional.empty();
  }
}
