package io.gamekeeper.local.appstore;

import io.gamekeeper.platform.WebClient.Request;
import java.util.Map;

/** The bearer token of a request. */
final class Bearer {
  private static final String SCHEME = "Bearer ";

  private Bearer() {}

  /** Returns the token; empty if there is none. */
  static String of(Request request) {
    return request.headers().entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase("Authorization"))
        .map(Map.Entry::getValue)
        .filter(value -> value.startsWith(SCHEME))
        .map(value -> value.substring(SCHEME.length()))
        .findAny()
        .orElse("");
  }
}
