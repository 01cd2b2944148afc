package io.gamekeeper.contract;

import java.nio.file.Path;

/** What the fleet and a game server agree on, beside {@link GameServerEnvironment}. */
public final class GameServerContract {
  /** Its name in metrics, logs, files and units. */
  public static final String SERVICE = "game-server";

  /**
   * Answers 200 once it can take players and until it drains, else 503; no token needed. A full
   * server answers 200 and refuses sessions one by one: who fails this check is replaced.
   */
  public static final String HEALTH_PATH = "/healthz";

  /** Where a player's client opens its WebSocket. */
  public static final String SESSION_PATH = "/v1/session";

  /** Lists the rooms that a server holds. */
  public static final String ROOMS_PATH = "/v1/rooms";

  /** Lifecycle hook: the instance may take players when its server is ready. */
  public static final String READY_HOOK = "ready";

  /** Lifecycle hook: the instance may go when its server has let its players finish. */
  public static final String DRAIN_HOOK = "drain";

  /** The port that a game server listens on, in its instance. */
  public static final int PORT = 7000;

  private GameServerContract() {}

  /** The group of a stage's servers on on-demand instances. */
  public static String onDemandGroup(String stage) {
    return "gamekeeper-" + stage + "-servers";
  }

  /** The group of a stage's servers on Spot instances. */
  public static String spotGroup(String stage) {
    return "gamekeeper-" + stage + "-servers-spot";
  }

  /** The log group of a stage's servers, embedded metrics included. */
  public static String logGroup(String stage) {
    return "/gamekeeper/" + stage + "/" + SERVICE;
  }

  /** Where the build leaves the reference server's release, below the project's root. */
  public static Path release(Path projectRoot) {
    return projectRoot.resolve("fleet").resolve("target").resolve("game-server.tar.gz");
  }
}
