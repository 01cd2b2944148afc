package io.gamekeeper.contract;

import java.util.List;

/**
 * The routes by which the load balancer finds the function for a request. The first match by
 * priority wins; a request that matches none gets the listener's 404. A {@code *} stands for any
 * characters, slashes included.
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
      70, "POST", "/v1/store-notifications/google", GameFunction.STORE_NOTIFICATIONS, Caller.STORE),
  LOG_EVENTS(80, "POST", "/v1/logs", GameFunction.PLAYER_LOGS, Caller.PLAYER);

  /** Who calls, and how callers prove who they are. */
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

  /** Returns the priority of the route's listener rule; the lowest is tried first. */
  public int priority() {
    return priority;
  }

  public String method() {
    return method;
  }

  /**
   * Returns the methods of the listener rule: the route's own, and HEAD beside GET, as RFC 9110,
   * section 9.1, requires.
   */
  public List<String> methods() {
    return method.equals("GET") ? List.of("GET", "HEAD") : List.of(method);
  }

  /** Returns the path's pattern in the load balancer's syntax. */
  public String path() {
    return path;
  }

  /** Returns the function that answers. */
  public GameFunction function() {
    return function;
  }

  /** Returns who calls the route. */
  public Caller caller() {
    return caller;
  }
}
