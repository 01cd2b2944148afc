package io.gamekeeper.contract;

/** The dashboards of the product. Alarms name the one on which their cause shows. */
public enum GameDashboard {
  /** All four layers on one page, from the infrastructure to what players feel. */
  GAME_OPERATIONS("GameOperations"),
  /** The game servers: their number, their players and what grows or shrinks them. */
  FLEET("Fleet"),
  /** Scores, leaderboards and the ranking that they are read from. */
  GAME_API("GameApi"),
  /** Purchases, their stores, the ledger and the events that follow. */
  PAYMENTS("Payments"),
  /** The payment database, its replica and its proxy. */
  DATABASE("Database"),
  /** The load balancer and the firewall before it. */
  EDGE("Edge"),
  /** The delivery of assets, whose metrics are in another region. */
  ASSETS("Assets"),
  /** An in-game event: what to look at before, during and after it. */
  IN_GAME_EVENT("InGameEvent"),
  /** What players do, as events: how many, how fast their listeners are, and what waits. */
  PLAYER_EVENTS("PlayerEvents");

  private final String dashboardName;

  GameDashboard(String dashboardName) {
    this.dashboardName = dashboardName;
  }

  /** Returns the name that people use. */
  public String dashboardName() {
    return dashboardName;
  }

  /**
   * Returns its name in CloudWatch in a stage, for instance {@code gamekeeper-prod-GameOperations}.
   */
  public String nameIn(String stage) {
    return "gamekeeper-" + stage + "-" + dashboardName;
  }
}
