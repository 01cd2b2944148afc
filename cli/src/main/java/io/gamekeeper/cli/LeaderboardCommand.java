package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.operations.Operations;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of commands on leaderboards; it does nothing by itself. */
@Command(
    name = "leaderboard",
    description = "Work on a stage's leaderboards.",
    subcommands = LeaderboardCommand.Rebuild.class)
final class LeaderboardCommand {
  /** Rebuilds a board from the score log, through the function that also heals it by itself. */
  @Command(
      name = "rebuild",
      description = "Rebuild a board in Redis from the score log; it stays readable meanwhile.")
  static final class Rebuild extends ChangeCommand {
    @Parameters(paramLabel = "BOARD", description = "A board's id, as in boards.yaml.")
    private String board = "";

    @Option(names = "--season", description = "A season's id; without it the running season.")
    private @Nullable String season;

    Rebuild(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(Operations operations) {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      if (season != null) {
        body.put("season", season);
      }
      JsonNode answer =
          operations.change(
              "POST", Operations.path("leaderboards", board, "rebuild"), body, reason());
      switch (Facts.text(answer, "status")) {
        case "refused" -> throw new CommandFailure(Facts.text(answer, "reason"));
        case "busy" ->
            throw new CommandFailure(
                "another rebuild of " + board + " is running: wait for it, then look again");
        case "rebuilt" ->
            print(
                answer,
                List.of(
                    "%s %s: %d players from %d log entries"
                        .formatted(
                            Facts.text(answer, "board"),
                            Facts.text(answer, "season"),
                            answer.path("players").asLong(),
                            answer.path("entries").asLong()),
                    "before " + Facts.text(answer, "before"),
                    "after  " + Facts.text(answer, "hash")));
        default -> print(answer, List.of(board + " is being rebuilt"));
      }
      return ExitCode.OK;
    }
  }
}
