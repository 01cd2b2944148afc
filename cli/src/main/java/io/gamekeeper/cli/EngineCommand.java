package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of commands on the database and the cache; it does nothing by itself. */
@Command(
    name = "engine",
    description = "Rehearse faults of the database and the cache of the running local stage.")
final class EngineCommand {

  /** An operation on one engine. */
  abstract static class EngineOperation extends FleetCommand.Operation {
    @Parameters(paramLabel = "NAME", description = "mariadb or redis.")
    private String engine = "";

    EngineOperation(Console console) {
      super(console);
    }

    String engine() {
      return engine;
    }

    ObjectNode arguments() {
      return StageClient.arguments().put("engine", engine);
    }
  }

  /** Shows the engines. */
  @Command(name = "list", description = "Show the engines and their state.")
  static final class ListEngines extends FleetCommand.Operation {
    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ListEngines(Console console) {
      super(console);
    }

    @Override
    void run(StageClient stage) {
      JsonNode engines = stage.engines();
      if (json) {
        console.out().println(engines.toPrettyString());
      } else {
        lines(engines).forEach(console.out()::println);
      }
    }
  }

  /** Stops an engine. */
  @Command(name = "stop", description = "End an engine in good order; it stays down.")
  static final class Stop extends EngineOperation {
    Stop(Console console) {
      super(console);
    }

    @Override
    void run(StageClient stage) {
      stage.call("engine-stop", arguments());
      console.out().println(engine() + " is down until engine start");
    }
  }

  /** Starts an engine. */
  @Command(name = "start", description = "Start an engine that is down, and wait until it serves.")
  static final class Start extends EngineOperation {
    Start(Console console) {
      super(console);
    }

    @Override
    void run(StageClient stage) {
      stage.call("engine-start", arguments());
      console.out().println(engine() + " serves");
    }
  }

  /** Kills an engine. */
  @Command(
      name = "kill",
      description = "End an engine without warning; it comes back by itself, as on AWS.")
  static final class Kill extends EngineOperation {
    @Option(
        names = "--for",
        paramLabel = "SECONDS",
        description =
            "How many seconds it stays down: 90 for a failover of RDS (default 10, longer if it was killed just before).")
    private @Nullable Integer seconds;

    Kill(Console console) {
      super(console);
    }

    @Override
    void run(StageClient stage) {
      ObjectNode arguments = arguments();
      if (seconds != null) {
        arguments.put("forSeconds", seconds);
      }
      stage.call("engine-kill", arguments);
      console.out().println("killed " + engine() + "; engine list shows when it is back");
    }
  }

  /** Returns a line for each engine. */
  static List<String> lines(JsonNode engines) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode engine : engines) {
      rows.add(
          List.of(
              engine.path("name").asText(),
              engine.path("state").asText(),
              "since " + engine.path("since").asText(),
              engine.has("pid") ? "pid " + engine.path("pid").asText() : "no process",
              engine.path("address").asText(),
              engine.path("reason").asText()));
    }
    return Columns.lines(rows);
  }
}
