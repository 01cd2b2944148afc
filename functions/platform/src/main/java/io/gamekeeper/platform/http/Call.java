package io.gamekeeper.platform.http;

import io.gamekeeper.platform.identity.Operator;
import io.gamekeeper.platform.identity.PlayerId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that has found its route and, where the route asks for one, its player or operator.
 *
 * @param request the request
 * @param variables the path's variables, decoded and never empty
 * @param id identifies this request in logs, traces and problem documents
 * @param caller the authenticated player; null on a route that is not for players
 * @param operating the authenticated operator; null on a route that is not for operators
 * @param why what the operator gave as reason; null where none is asked for
 */
public record Call(
    HttpRequest request,
    Map<String, String> variables,
    String id,
    @Nullable String caller,
    @Nullable Operator operating,
    @Nullable String why) {

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

  /** Returns the variable {@code player}: somebody asks about that player. */
  public Decoded<String> playerInPath() {
    String player = variable("player");
    return PlayerId.isValid(player)
        ? new Decoded.Value<>(player)
        : new Decoded.Refused<>(
            Problem.malformed(
                "a player's id has 1 to 64 of the characters A-Z, a-z, 0-9, '_', '.', ':' and '-'"));
  }

  /**
   * Returns the authenticated player.
   *
   * @throws IllegalStateException on a route that is not for players
   */
  public String player() {
    if (caller == null) {
      throw new IllegalStateException("the route is not for players");
    }
    return caller;
  }

  /**
   * Returns the authenticated operator.
   *
   * @throws IllegalStateException on a route that is not for operators
   */
  public Operator operator() {
    if (operating == null) {
      throw new IllegalStateException("the route is not for operators");
    }
    return operating;
  }

  /**
   * Returns why the operator makes this change, as the audit has it.
   *
   * @throws IllegalStateException on a route that asks for no reason
   */
  public String reason() {
    if (why == null) {
      throw new IllegalStateException("the route asks for no reason");
    }
    return why;
  }

  /** Returns this call with an operator's reason. */
  Call because(String reason) {
    return new Call(request, variables, id, caller, operating, reason);
  }
}
