package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.operations.Operations;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** The group of commands on the audit of changes; it does nothing by itself. */
@Command(
    name = "audit",
    description = "Look up who changed what through the operations API.",
    subcommands = AuditCommand.ListChanges.class)
final class AuditCommand {
  /** Shows the changes of a day. */
  @Command(
      name = "list",
      description = "Show the changes of a day: who, what, why, what became of it.")
  static final class ListChanges extends OperatorCommand {
    @Option(
        names = "--day",
        paramLabel = "YYYY-MM-DD",
        description = "A day of UTC (default: today).")
    private @Nullable LocalDate day;

    ListChanges(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(Operations operations) {
      JsonNode answer =
          operations.get(
              Operations.path("audit"), day == null ? Map.of() : Map.of("day", day.toString()));
      print(
          answer,
          Columns.lines(Facts.items(answer, "entries").stream().map(ListChanges::row).toList()));
      return ExitCode.OK;
    }

    private static List<String> row(JsonNode entry) {
      String status = Facts.text(entry, "status");
      return List.of(
          Facts.second(entry, "at"),
          Facts.text(entry, "phase") + (status.isEmpty() ? "" : " " + status),
          Facts.text(entry, "operator"),
          String.join(", ", Facts.texts(entry, "roles")),
          Facts.text(entry, "method") + " " + Facts.text(entry, "path"),
          Facts.text(entry, "reason"));
    }
  }
}
