package io.gamekeeper.contract;

/**
 * The load balancer's way from a request to a function. First match by priority wins; whatever
 * matches none gets the listener's 404. A {@code *} stands for any characters, slashes included.
 */
public enum ApiRoute {
  HEALTH(10, "GET", "/healthz", GameFunction.HEALTH),
  SUBMIT_SCORE(20, "POST", "/v1/leaderboards/*/scores", GameFunction.SCORES),
  READ_LEADERBOARD(30, "GET", "/v1/leaderboards/*", GameFunction.LEADERBOARDS),
  PURCHASE(40, "POST", "/v1/purchases", GameFunction.PURCHASES),
  READ_INVENTORY(50, "GET", "/v1/players/me/inventory", GameFunction.PURCHASES),
  NOTIFY_APPLE(60, "POST", "/v1/store-notifications/apple", GameFunction.STORE_NOTIFICATIONS),
  NOTIFY_GOOGLE(70, "POST", "/v1/store-notifications/google", GameFunction.STORE_NOTIFICATIONS);

  private final int priority;
  private final String method;
  private final String path;
  private final GameFunction function;

  ApiRoute(int priority, String method, String path, GameFunction function) {
    this.priority = priority;
    this.method = method;
    this.path = path;
    this.function = function;
  }

  /** Its place among the listener's rules; the lowest is tried first. */
  public int priority() {
    return priority;
  }

  public String method() {
    return method;
  }

  /** The load balancer's pattern. */
  public String path() {
    return path;
  }

  /** Who answers. */
  public GameFunction function() {
    return function;
  }
}
