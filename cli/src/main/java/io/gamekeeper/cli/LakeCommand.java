package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.operations.Operations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of commands that ask the lake; it does nothing by itself. */
@Command(
    name = "lake",
    description = "Ask a stage's lake of players' events.",
    subcommands = {LakeCommand.Queries.class, LakeCommand.Ask.class, LakeCommand.Show.class})
final class LakeCommand {
  private static final String LAKE = "lake";
  private static final String NEXT = "next";
  private static final String ROWS = "rows";

  private LakeCommand() {}

  /** Shows the named queries. */
  @Command(
      name = "queries",
      description = "Show the named queries: the question that each answers, and what it needs.")
  static final class Queries extends OperatorCommand {
    Queries(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    int run(Operations operations) {
      JsonNode answer = operations.get(Operations.path(LAKE, "queries"), Map.of());
      List<String> lines = new ArrayList<>();
      for (JsonNode query : Facts.items(answer, "queries")) {
        lines.add(Facts.text(query, "name") + ": " + Facts.text(query, "question"));
        lines.addAll(
            Columns.lines(
                Facts.items(query, "parameters").stream()
                    .map(each -> List.of(Facts.text(each, "name"), Facts.text(each, "takes")))
                    .toList()));
      }
      print(answer, lines);
      return ExitCode.OK;
    }
  }

  /** Runs a named query. */
  @Command(
      name = "ask",
      description = {
        "Run a named query and show its rows. What it reads is paid for.",
        "It is audited who asked what, and why. If it takes longer than --wait, it goes on by"
            + " itself, and lake show has its rows."
      })
  static final class Ask extends ChangeCommand {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    @Parameters(paramLabel = "NAME", description = "A named query, as lake queries shows it.")
    private String name = "";

    @Option(
        names = "--param",
        paramLabel = "NAME=VALUE",
        description = "A value that the query needs; may be given several times.")
    private final Map<String, String> values = new LinkedHashMap<>();

    @Option(
        names = "--wait",
        paramLabel = "SECONDS",
        converter = WholeNumber.FromOne.class,
        defaultValue = "120",
        description = "How long to wait for the end (default: ${DEFAULT-VALUE}).")
    private int seconds;

    Ask(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    OperatorRole role() {
      return OperatorRole.PLANNER;
    }

    @Override
    int run(Operations operations) {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      values.forEach(body.putObject("parameters")::put);
      JsonNode started =
          operations.change("POST", Operations.path(LAKE, "queries", name, "runs"), body, reason());
      String id = Facts.text(started, "id");
      JsonNode run =
          await(
              look(operations, id, Map.of()),
              LakeCommand::isGoingOn,
              () -> look(operations, id, Map.of()),
              BETWEEN_LOOKS,
              Duration.ofSeconds(seconds));
      if (isGoingOn(run) && Thread.currentThread().isInterrupted()) {
        throw new CommandFailure("interrupted; " + later(id));
      }
      JsonNode ended = ended(operations, run);
      print(ended, lines(ended));
      return ExitCode.OK;
    }
  }

  /** Shows a run. */
  @Command(
      name = "show",
      description = {
        "Show the rows of a run that lake ask started.",
        "The exit status is 1 if it has none: it goes on, or has failed."
      })
  static final class Show extends OperatorCommand {
    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private String id = "";

    Show(Console console, Surroundings surroundings) {
      super(console, surroundings);
    }

    @Override
    OperatorRole role() {
      return OperatorRole.PLANNER;
    }

    @Override
    int run(Operations operations) {
      JsonNode ended = ended(operations, look(operations, id, Map.of()));
      print(ended, lines(ended));
      return ExitCode.OK;
    }
  }

  private static JsonNode look(Operations operations, String id, Map<String, String> query) {
    return operations.get(Operations.path(LAKE, "runs", id), query);
  }

  private static boolean isGoingOn(JsonNode run) {
    return switch (Facts.text(run, "state")) {
      case "queued", "running" -> true;
      default -> false;
    };
  }

  private static String later(String id) {
    return "run " + id + " goes on: look later with lake show " + id;
  }

  /**
   * Returns a run with all its rows, of all pages.
   *
   * @throws CommandFailure if it has not succeeded
   */
  private static JsonNode ended(Operations operations, JsonNode run) {
    String id = Facts.text(run, "id");
    if (isGoingOn(run)) {
      throw new CommandFailure(later(id));
    }
    if (!Facts.text(run, "state").equals("succeeded")) {
      throw new CommandFailure(
          "run %s %s: %s".formatted(id, Facts.text(run, "state"), Facts.text(run, "reason")));
    }
    ObjectNode all = run.deepCopy();
    ArrayNode rows = all.withArray(ROWS);
    String next = Facts.text(run, NEXT);
    while (!next.isEmpty()) {
      JsonNode page = look(operations, id, Map.of("cursor", next));
      Facts.items(page, ROWS).forEach(rows::add);
      next = Facts.text(page, NEXT);
    }
    all.remove(NEXT);
    return all;
  }

  private static List<String> lines(JsonNode run) {
    List<String> lines = new ArrayList<>(Columns.table(run));
    lines.add(
        "%d rows; %s bytes read; run %s"
            .formatted(
                Facts.items(run, ROWS).size(),
                Facts.text(run, "scannedBytes"),
                Facts.text(run, "id")));
    return lines;
  }
}
