package io.gamekeeper.cli;

import static java.util.Objects.requireNonNull;

import io.gamekeeper.platform.identity.PlayerId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a bearer token for the running stage. */
@Command(name = "token", description = "Print a bearer token for the running local stage.")
final class TokenCommand implements Callable<Integer> {
  private final Console console;

  @Spec private @Nullable CommandSpec spec;

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
    if (!PlayerId.isValid(player)) {
      throw new ParameterException(
          requireNonNull(spec).commandLine(),
          "a player's id has 1 to 64 characters of A-Z a-z 0-9 _ . : - and is neither . nor .., unlike '"
              + player
              + "'");
    }
    try (StageClient stage = StageClient.find(Project.current(), port)) {
      console.out().println(stage.token(player));
    }
    return 0;
  }
}
