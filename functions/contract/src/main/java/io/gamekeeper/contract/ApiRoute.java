package io.gamekeeper.contract;

import java.util.List;

/**
 * The load balancer's way from a request to a function. First match by priority wins; whatever
 * matches none gets the listener's 404. A {@code *} stands for any characters, slashes included.
 */
public enum ApiRoute {
  HEALTH(10, "GET", "/healthz", GameFunction.HEALTH, Caller.ANYBODY),
  SUBMIT_SCORE(20, "POST", "/v1/leaderboards/*/scores", GameFunction.SCORES, Caller.PLAYER),
  READ_LEADERBOARD(30, "GET", "/v1/leaderboards/*", GameFunction.LEADERBOARDS, Caller.PLAYER),
  PURCHASE(40, "POST", "/v1/purchases", GameFunction.PURCHASES, Caller.PLAYER),
  READ_INVENTORY(50, "GET", "/v1/players/me/inventory", GameFunction.PURCHASES, Caller.PLAYER),
  NOTIFY_APPLE(
      60, "POST", "/v1/store-notifications/apple", GameFunction.STORE_NOTIFICATIONS, Caller.STORE),
  NOTIFY_GOOGLE(
      70, "POST", "/v1/store-notifications/google", GameFunction.STORE_NOTIFICATIONS, Caller.STORE);

  /** Who calls, and how it proves that. */
  public enum Caller {
    /** Nothing to prove. */
    ANYBODY,
    /** A player, by a bearer token. */
    PLAYER,
    /** A store, by a signature that only the function can check. */
    STORE
  }

  private final int priority;
  private final String method;
  private final String path;
  private final GameFunction function;
  private final Caller caller;

  ApiRoute(int priority, String method, String path, GameFunction function, Caller caller) {
    this.priority = priority;
    this.method = method;
    this.path = path;
    this.function = function;
    this.caller = caller;
  }

  /** Its place among the listener's rules; the lowest is tried first. */
  public int priority() {
    return priority;
  }

  public String method() {
    return method;
  }

  /** That method, and HEAD beside GET: RFC 9110, section 9.1, wants both. */
  public List<String> methods() {
    return method.equals("GET") ? List.of("GET", "HEAD") : List.of(method);
  }

  /** The load balancer's pattern. */
  public String path() {
    return path;
  }

  /** Who answers. */
  public GameFunction function() {
    return function;
  }

  /** Who calls it. */
  public Caller caller() {
    return caller;
  }
}
