package io.gamekeeper.local.http;

import java.util.Optional;

/** The cookies of a request. */
public final class Cookies {
  private Cookies() {}

  /** Returns the value of the first cookie of that name. */
  public static Optional<String> value(FrontRequest request, String name) {
    for (FrontRequest.Field field : request.headers()) {
      if (field.name().equals("cookie")) {
        for (String pair : field.value().split(";", -1)) {
          int equals = pair.indexOf('=');
          if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
            return Optional.of(pair.substring(equals + 1).strip());
          }
        }
      }
    }
    return Optional.empty();
  }
}
