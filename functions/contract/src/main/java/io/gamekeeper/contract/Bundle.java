package io.gamekeeper.contract;

import java.nio.file.Path;

/** A deployable zip: the functions that share one code base and are deployed together. */
public enum Bundle {
  GAME_API("game-api"),
  PAYMENT("payment"),
  INSIGHT("insight"),
  CONSOLE("console"),
  PLAYER_EVENTS("player-events"),
  ON_CALL("on-call");

  private final String module;

  Bundle(String module) {
    this.module = module;
  }

  /** The Maven module below {@code functions/} that builds this zip. */
  public String module() {
    return module;
  }

  /** Returns the path where the build leaves the zip, below the project's root. */
  public Path zip(Path projectRoot) {
    return projectRoot
        .resolve("functions")
        .resolve(module)
        .resolve("target")
        .resolve(module + ".zip");
  }
}
