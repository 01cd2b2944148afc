package io.gamekeeper.platform.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that has found its route and, where the route asks for it, its player.
 *
 * @param request the request
 * @param variables the path's variables, decoded and never empty
 * @param id identifies this request in logs, traces and problem documents
 * @param caller the authenticated player; null on a route that is open to everybody
 */
public record Call(
    HttpRequest request, Map<String, String> variables, String id, @Nullable String caller) {

  /**
   * Returns a variable of the route's template.
   *
   * @throws IllegalArgumentException if the template has no such variable
   */
  public String variable(String name) {
    String value = variables.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the route has no variable " + name);
    }
    return value;
  }

  /**
   * Returns the authenticated player.
   *
   * @throws IllegalStateException on a route that is open to everybody
   */
  public String player() {
    if (caller == null) {
      throw new IllegalStateException("an open route has no player");
    }
    return caller;
  }
}
