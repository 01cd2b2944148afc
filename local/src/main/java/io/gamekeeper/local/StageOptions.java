package io.gamekeeper.local;

import io.gamekeeper.local.time.StageTime;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The options with which a stage starts.
 *
 * @param projectRoot where running stages are listed
 * @param assembly the app's {@code cdk.out}
 * @param stageName which of the app's stages to run
 * @param port for the load balancer; 0 for any that is free
 * @param dataFolder where data outlives the stage; empty: in memory and a temporary folder
 */
public record StageOptions(
    Path projectRoot,
    Path assembly,
    String stageName,
    int port,
    Optional<Path> dataFolder,
    StageTime time) {
  /** The stage that a laptop runs. */
  public static final String DEV = "Dev";

  /** Returns the options of the Dev stage, which runs by the wall clock. */
  public static StageOptions dev(
      Path projectRoot, Path assembly, int port, Optional<Path> dataFolder) {
    return new StageOptions(
        projectRoot,
        assembly,
        DEV,
        port,
        dataFolder,
        new StageTime(
            InstantSource.system(), Thread::sleep, () -> ThreadLocalRandom.current().nextLong()));
  }
}
