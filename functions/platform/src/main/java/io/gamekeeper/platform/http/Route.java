package io.gamekeeper.platform.http;

import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.platform.identity.TokenVerifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A method and a path template, {@code /v1/leaderboards/{board}}, with the endpoint that answers
 * it. A last variable {@code {file*}} stands for the rest of the path.
 */
public final class Route {
  private static final String REST = "*}";

  private final String method;
  private final List<String> template;
  private final Guard guard;
  private final Endpoint endpoint;
  private final boolean keepsErrors;
  private final boolean accountable;

  private Route(String method, String template, Guard guard, Endpoint endpoint) {
    // An operator's refusal is about rights, whoever tries.
    this(
        method,
        List.of(template.substring(1).split("/", -1)),
        guard,
        endpoint,
        guard instanceof Guard.ByRole,
        !method.equals("GET"));
  }

  private Route(
      String method,
      List<String> template,
      Guard guard,
      Endpoint endpoint,
      boolean keepsErrors,
      boolean accountable) {
    this.method = method;
    this.template = template;
    this.guard = guard;
    this.endpoint = endpoint;
    this.keepsErrors = keepsErrors;
    this.accountable = accountable;
  }

  /** Returns a route that needs no token. */
  public static Route open(String method, String template, Endpoint endpoint) {
    return new Route(method, template, new Guard.Everybody(), endpoint);
  }

  /** Returns a route for players with a valid token. */
  public static Route forPlayers(
      String method, String template, TokenVerifier verifier, Endpoint endpoint) {
    return new Route(method, template, new Guard.Players(verifier), endpoint);
  }

  /**
   * Returns a route for operators of that role. Any method but GET is a change: the operator has to
   * say why, and it is written down before and after.
   */
  public static Route forOperators(
      String method, String template, OperatorRole role, Operators operators, Endpoint endpoint) {
    return new Route(method, template, new Guard.ByRole(role, operators), endpoint);
  }

  /**
   * Returns this route as a protected one, about money or about rights: the trace of each request
   * that it refuses is kept, not only of those that fail.
   */
  public Route keepingErrors() {
    return new Route(method, template, guard, endpoint, true, accountable);
  }

  /**
   * Returns this route as one that hands out what is nobody else's business: who looks has to say
   * why, and it is written down as a change is.
   */
  public Route accountable() {
    return new Route(method, template, guard, endpoint, keepsErrors, true);
  }

  boolean isAccountable() {
    return accountable;
  }

  boolean keepsErrors() {
    return keepsErrors;
  }

  String method() {
    return method;
  }

  /** Returns the path template as it was given. */
  String template() {
    return "/" + String.join("/", template);
  }

  Guard guard() {
    return guard;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /** Returns the template's variables in that path; null if it is another path. */
  @Nullable Map<String, String> match(List<String> segments) {
    if (template.getLast().endsWith(REST)) {
      return segments.size() < template.size() ? null : matched(joined(segments));
    }
    return segments.size() != template.size() ? null : matched(segments);
  }

  private @Nullable Map<String, String> matched(List<String> segments) {
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < segments.size(); i++) {
      String expected = template.get(i);
      String actual = segments.get(i);
      if (expected.startsWith("{")) {
        if (actual.isEmpty()) {
          return null;
        }
        variables.put(name(expected), actual);
      } else if (!expected.equals(actual)) {
        return null;
      }
    }
    return variables;
  }

  private static String name(String variable) {
    return variable.substring(1, variable.length() - (variable.endsWith(REST) ? 2 : 1));
  }

  /** Returns as many segments as the template has, the last of which is the rest of the path. */
  private List<String> joined(List<String> segments) {
    int last = template.size() - 1;
    List<String> joined = new ArrayList<>(segments.subList(0, last));
    joined.add(String.join("/", segments.subList(last, segments.size())));
    return joined;
  }
}
