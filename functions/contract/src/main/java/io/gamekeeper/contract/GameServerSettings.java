package io.gamekeeper.contract;

/** The document with the game servers' configuration, which can change while they run. */
public final class GameServerSettings {
  /** AppConfig's configuration profile, within an application and an environment of the stage. */
  public static final String PROFILE = "game-server";

  /** How often a room's state advances per second: a whole number, 1 to 120. */
  public static final String TICKS_PER_SECOND = "ticksPerSecond";

  /** How many players a room holds: a whole number, 2 to 200. */
  public static final String PLAYERS_PER_ROOM = "playersPerRoom";

  private GameServerSettings() {}

  /** Returns the name of AppConfig's application of a stage. */
  public static String application(String stage) {
    return "gamekeeper-" + stage;
  }

  /** Returns the path at which AppConfig's agent serves the document. */
  public static String agentPath(String stage) {
    return "/applications/"
        + application(stage)
        + "/environments/"
        + stage
        + "/configurations/"
        + PROFILE;
  }

  /**
   * Returns the setting that makes AppConfig's agent fetch the document before anybody asks for it.
   */
  public static String prefetched(String stage) {
    return String.join(":", application(stage), stage, PROFILE);
  }
}
