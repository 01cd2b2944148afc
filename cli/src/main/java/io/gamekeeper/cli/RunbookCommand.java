package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.operations.Operations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/** The group of commands on runbooks; it does nothing by itself. */
@Command(
    name = "runbook",
    description = "Read what to do about an alarm.",
    subcommands = {RunbookCommand.ListRunbooks.class, RunbookCommand.Show.class})
final class RunbookCommand {
  private static final String ON_CALL = "on-call";
  private static final String RUNBOOKS = "runbooks";

  private RunbookCommand() {}

  /** Shows the runbooks. */
  @Command(name = "list", description = "Show the runbooks and what each is about.")
  static final class ListRunbooks extends OperatorCommand {
    ListRunbooks(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(Operations operations) {
      JsonNode answer = operations.get(Operations.path(ON_CALL, RUNBOOKS), Map.of());
      print(answer, lines(Facts.items(answer, RUNBOOKS)));
      return ExitCode.OK;
    }

    private static List<String> lines(List<JsonNode> runbooks) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("NAME", "SEVERITY", "OWNER", "MEANING"));
      for (JsonNode runbook : runbooks) {
        rows.add(
            List.of(
                Facts.text(runbook, "name"),
                Facts.text(runbook, "severity"),
                Facts.text(runbook, "owner"),
                Facts.text(runbook, "meaning")));
      }
      return Columns.lines(rows);
    }
  }

  /** Shows one runbook. */
  @Command(
      name = "show",
      description = "Show a runbook: what an alarm means, and what to do, step by step.")
  static final class Show extends OperatorCommand {
    @Parameters(
        paramLabel = "NAME",
        description = "The runbook's name, as runbook list and alarm show have it.")
    private String name = "";

    Show(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(Operations operations) {
      JsonNode answer = operations.get(Operations.path(ON_CALL, RUNBOOKS, name), Map.of());
      print(answer, Facts.text(answer, "markdown").lines().toList());
      return ExitCode.OK;
    }
  }
}
