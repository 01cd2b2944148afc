package io.gamekeeper.cli;

import io.gamekeeper.local.admin.StageFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that chooses among running stages, and the look-up of the chosen one. */
final class StageOption {
  @Option(names = "--port", description = "Port of the local stage, if several are running.")
  private @Nullable Integer port;

  /** Tells whether the user chose a stage. */
  boolean isGiven() {
    return port != null;
  }

  /**
   * Returns the stage of a project that runs; with several, the chosen one.
   *
   * @throws CommandFailure if there is none
   */
  StageClient find(Project project) {
    return StageClient.find(project, port);
  }

  /**
   * Returns the entry of that stage in the project's list of those that run.
   *
   * @throws CommandFailure as above
   */
  StageFile entry(Project project) {
    return StageClient.choose(project, port);
  }
}
