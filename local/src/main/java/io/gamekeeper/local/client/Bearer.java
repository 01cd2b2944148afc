package io.gamekeeper.local.client;

import io.gamekeeper.platform.WebClient.Request;
import java.util.Map;

/** The bearer token of a request to a host of the stage. */
public final class Bearer {
  private static final String SCHEME = "Bearer ";

  private Bearer() {}

  /** Returns the token; empty if there is none. */
  public static String of(Request request) {
    return request.headers().entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase("Authorization"))
        .map(Map.Entry::getValue)
        .filter(value -> value.startsWith(SCHEME))
        .map(value -> value.substring(SCHEME.length()))
        .findAny()
        .orElse("");
  }
}
