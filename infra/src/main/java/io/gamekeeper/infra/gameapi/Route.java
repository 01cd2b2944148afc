package io.gamekeeper.infra.gameapi;

import io.gamekeeper.contract.GameFunction;

/**
 * The load balancer's way from a request to a function. First match by priority wins; whatever
 * matches none gets the listener's 404. A {@code *} stands for any characters, slashes included.
 */
enum Route {
  HEALTH("RouteHealth", 10, "GET", "/healthz", GameFunction.HEALTH),
  SUBMIT_SCORE("RouteSubmitScore", 20, "POST", "/v1/leaderboards/*/scores", GameFunction.SCORES),
  READ_LEADERBOARD(
      "RouteReadLeaderboard", 30, "GET", "/v1/leaderboards/*", GameFunction.LEADERBOARDS);

  private final String constructId;
  private final int priority;
  private final String method;
  private final String path;
  private final GameFunction function;

  Route(String constructId, int priority, String method, String path, GameFunction function) {
    this.constructId = constructId;
    this.priority = priority;
    this.method = method;
    this.path = path;
    this.function = function;
  }

  String constructId() {
    return constructId;
  }

  int priority() {
    return priority;
  }

  String method() {
    return method;
  }

  String path() {
    return path;
  }

  GameFunction function() {
    return function;
  }
}
