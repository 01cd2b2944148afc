package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.GameFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of commands on leaderboards; it does nothing by itself. */
@Command(
    name = "leaderboard",
    description = "Work on the running stage's leaderboards.",
    subcommands = LeaderboardCommand.Rebuild.class)
final class LeaderboardCommand {
  /** Rebuilds a board from the score log, through the function that also heals it by itself. */
  @Command(
      name = "rebuild",
      description = "Rebuild a board in Redis from the score log; it stays readable meanwhile.")
  static final class Rebuild extends StageCommand {
    @Parameters(paramLabel = "BOARD", description = "A board's id, as in boards.yaml.")
    private String board = "";

    @Option(names = "--season", description = "A season's id; without it the running season.")
    private @Nullable String season;

    Rebuild(Console console) {
      super(console);
    }

    @Override
    int run(StageClient stage) {
      ObjectNode event = JsonNodeFactory.instance.objectNode().put("board", board);
      if (season != null) {
        event.put("season", season);
      }
      JsonNode answer = stage.invoke(GameFunction.LEADERBOARD_REBUILD, event);
      switch (answer.path("status").asText()) {
        case "rebuilt" -> {}
        case "refused" -> throw new CommandFailure(answer.path("reason").asText());
        default ->
            throw new CommandFailure(
                "another rebuild of " + board + " is running: wait for it, then look again");
      }
      console
          .out()
          .printf(
              "%s %s: %d players from %d log entries%nbefore %s%nafter  %s%n",
              answer.path("board").asText(),
              answer.path("season").asText(),
              answer.path("players").asLong(),
              answer.path("entries").asLong(),
              answer.path("before").asText(),
              answer.path("hash").asText());
      return ExitCode.OK;
    }
  }
}
