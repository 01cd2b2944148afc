package io.gamekeeper.platform.http;

import io.gamekeeper.platform.identity.TokenVerifier;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A method and a path template, {@code /v1/leaderboards/{board}}, with the endpoint that answers
 * it.
 */
public final class Route {
  private final String method;
  private final List<String> template;
  private final @Nullable TokenVerifier verifier;
  private final Endpoint endpoint;
  private final boolean keepsErrors;

  private Route(
      String method, String template, @Nullable TokenVerifier verifier, Endpoint endpoint) {
    this(method, List.of(template.substring(1).split("/", -1)), verifier, endpoint, false);
  }

  private Route(
      String method,
      List<String> template,
      @Nullable TokenVerifier verifier,
      Endpoint endpoint,
      boolean keepsErrors) {
    this.method = method;
    this.template = template;
    this.verifier = verifier;
    this.endpoint = endpoint;
    this.keepsErrors = keepsErrors;
  }

  /** Returns a route that needs no token. */
  public static Route open(String method, String template, Endpoint endpoint) {
    return new Route(method, template, null, endpoint);
  }

  /** Returns a route for players with a valid token. */
  public static Route forPlayers(
      String method, String template, TokenVerifier verifier, Endpoint endpoint) {
    return new Route(method, template, verifier, endpoint);
  }

  /**
   * Returns this route as a protected one, about money or about rights: the trace of each request
   * that it refuses is kept, not only of those that fail.
   */
  public Route keepingErrors() {
    return new Route(method, template, verifier, endpoint, true);
  }

  boolean keepsErrors() {
    return keepsErrors;
  }

  String method() {
    return method;
  }

  @Nullable TokenVerifier verifier() {
    return verifier;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /** Returns the template's variables in that path; null if it is another path. */
  @Nullable Map<String, String> match(List<String> segments) {
    if (segments.size() != template.size()) {
      return null;
    }
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < segments.size(); i++) {
      String expected = template.get(i);
      String actual = segments.get(i);
      if (expected.startsWith("{")) {
        if (actual.isEmpty()) {
          return null;
        }
        variables.put(expected.substring(1, expected.length() - 1), actual);
      } else if (!expected.equals(actual)) {
        return null;
      }
    }
    return variables;
  }
}
