package io.gamekeeper.contract;

import java.nio.file.Path;

/** What the fleet and a game server agree on, beside {@link GameServerEnvironment}. */
public final class GameServerContract {
  /** Its name in metrics, logs, files and units. */
  public static final String SERVICE = "game-server";

  /** Answers 200 when it can take players, else 503; no token needed. */
  public static final String HEALTH_PATH = "/healthz";

  /** Where a player's client opens its WebSocket. */
  public static final String SESSION_PATH = "/v1/session";

  /** Lifecycle hook: the instance may take players when its server is ready. */
  public static final String READY_HOOK = "ready";

  /** Lifecycle hook: the instance may go when its server has let its players finish. */
  public static final String DRAIN_HOOK = "drain";

  private GameServerContract() {}

  /** Where the build leaves the reference server's release, below the project's root. */
  public static Path release(Path projectRoot) {
    return projectRoot.resolve("fleet").resolve("target").resolve("game-server.tar.gz");
  }
}
