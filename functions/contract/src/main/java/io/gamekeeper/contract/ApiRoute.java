package io.gamekeeper.contract;

/**
 * The load balancer's way from a request to a function. First match by priority wins; whatever
 * matches none gets the listener's 404. A {@code *} stands for any characters, slashes included.
 */
public enum ApiRoute {
  HEALTH(10, "GET", "/healthz", GameFunction.HEALTH),
  SUBMIT_SCORE(20, "POST", "/v1/leaderboards/*/scores", GameFunction.SCORES),
  READ_LEADERBOARD(30, "GET", "/v1/leaderboards/*", GameFunction.LEADERBOARDS);

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
