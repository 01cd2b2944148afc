package io.gamekeeper.cli;

import io.gamekeeper.platform.identity.PlayerId;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/** Prints a bearer token for the running stage. */
@Command(name = "token", description = "Print a bearer token for the running local stage.")
final class TokenCommand extends StageCommand {
  @Parameters(
      paramLabel = "PLAYER",
      description = "The player's id: 1 to 64 of A-Z a-z 0-9 _ . : -")
  private String player = "";

  TokenCommand(Console console) {
    super(console);
  }

  @Override
  void check() {
    if (!PlayerId.isValid(player)) {
      throw wrong(
          "a player's id has 1 to 64 characters of A-Z a-z 0-9 _ . : - and is neither . nor .., unlike '"
              + player
              + "'");
    }
  }

  @Override
  int run(StageClient stage) {
    console.out().println(stage.token(player));
    return ExitCode.OK;
  }
}
