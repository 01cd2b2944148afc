package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** The group of commands on the ledger of purchases; it does nothing by itself. */
@Command(
    name = "ledger",
    description = "Check the running stage's ledger of purchases.",
    subcommands = LedgerCommand.Check.class)
final class LedgerCommand {
  /** Checks the ledger, through the function that also does so on a schedule. */
  @Command(
      name = "check",
      description = {
        "Check that no money is lost or doubled: add the ledger up again and compare.",
        "Prints what was checked and each violation on a line of its own; the exit status is 1 if there are any."
      })
  static final class Check extends StageCommand {
    Check(Console console) {
      super(console);
    }

    @Override
    int run(StageClient stage) {
      return report(stage.checkLedger(), console);
    }

    /** Prints the function's answer; returns the exit status. */
    static int report(JsonNode answer, Console console) {
      String checked =
          answer.path("checked").properties().stream()
              .map(count -> count.getKey() + " " + count.getValue().asText())
              .collect(Collectors.joining(", "));
      long found = answer.path("found").asLong();
      console.out().printf("checked %s%n", checked);
      for (JsonNode violation : answer.path("violations")) {
        console
            .out()
            .printf(
                "%s %s: %s: expected %s, found %s%n",
                violation.path("table").asText(),
                violation.path("key").asText(),
                violation.path("rule").asText(),
                violation.path("expected").asText(),
                violation.path("found").asText());
      }
      long shown = answer.path("violations").size();
      if (found > shown) {
        console.out().printf("… and %d more%n", found - shown);
      }
      console.out().printf("%d violations%n", found);
      return found == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }
}
