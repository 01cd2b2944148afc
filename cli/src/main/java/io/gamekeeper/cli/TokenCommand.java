package io.gamekeeper.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints a bearer token for the running stage. */
@Command(name = "token", description = "Print a bearer token for the running local stage.")
final class TokenCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      paramLabel = "PLAYER",
      description = "The player's id: 1 to 64 of A-Z a-z 0-9 _ . : -")
  private String player = "";

  @Option(names = "--port", description = "Port of the stage, if several are running.")
  private @Nullable Integer port;

  TokenCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (StageClient stage = StageClient.find(Project.current(), port)) {
      console.out().println(stage.token(player));
    }
    return 0;
  }
}
