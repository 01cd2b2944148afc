package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.operations.Operations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** The group of commands on the ledger of purchases; it does nothing by itself. */
@Command(
    name = "ledger",
    description = "Check a stage's ledger of purchases.",
    subcommands = LedgerCommand.Check.class)
final class LedgerCommand {
  /** Checks the ledger, as a function also does on a schedule. */
  @Command(
      name = "check",
      description = {
        "Check that no money is lost or doubled: add the ledger up again and compare.",
        "Prints what was checked and each violation on a line of its own; the exit status is 1 if there are any."
      })
  static final class Check extends OperatorCommand {
    Check(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(Operations operations) {
      JsonNode answer = operations.get(Operations.path("ledger"), Map.of());
      print(answer, lines(answer));
      return answer.path("found").asLong() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static List<String> lines(JsonNode answer) {
      List<String> lines = new ArrayList<>();
      lines.add(
          answer.path("checked").properties().stream()
              .map(count -> count.getKey() + " " + count.getValue().asText())
              .collect(Collectors.joining(", ", "checked ", "")));
      for (JsonNode violation : answer.path("violations")) {
        lines.add(
            "%s %s: %s: expected %s, found %s"
                .formatted(
                    Facts.text(violation, "table"),
                    Facts.text(violation, "key"),
                    Facts.text(violation, "rule"),
                    Facts.text(violation, "expected"),
                    Facts.text(violation, "found")));
      }
      long found = answer.path("found").asLong();
      long shown = answer.path("violations").size();
      if (found > shown) {
        lines.add("… and %d more".formatted(found - shown));
      }
      lines.add("%d violations".formatted(found));
      return lines;
    }
  }
}
