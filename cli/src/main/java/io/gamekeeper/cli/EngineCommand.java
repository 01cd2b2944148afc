package io.gamekeeper.cli;

import io.gamekeeper.local.admin.AdminJson;
import io.gamekeeper.local.admin.EngineCalls;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The group of commands on the database and the cache; it does nothing by itself. */
@Command(
    name = "engine",
    description = "Rehearse faults of the database and the cache of the running local stage.",
    subcommands = {
      EngineCommand.ListEngines.class,
      EngineCommand.Stop.class,
      EngineCommand.Start.class,
      EngineCommand.Kill.class
    })
final class EngineCommand {

  /** An operation on one engine. */
  abstract static class EngineOperation extends StageCommand {
    @Parameters(paramLabel = "NAME", description = "mariadb or redis.")
    private String engine = "";

    EngineOperation(Console console) {
      super(console);
    }

    String engine() {
      return engine;
    }
  }

  /** Shows the engines. */
  @Command(name = "list", description = "Show the engines and their state.")
  static final class ListEngines extends StageCommand {
    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ListEngines(Console console) {
      super(console);
    }

    @Override
    int run(StageClient stage) {
      List<EngineCalls.Engine> engines = stage.call(EngineCalls.LIST).engines();
      if (json) {
        console.out().println(AdminJson.pretty(engines));
      } else {
        lines(engines).forEach(console.out()::println);
      }
      return ExitCode.OK;
    }
  }

  /** Stops an engine. */
  @Command(name = "stop", description = "End an engine in good order; it stays down.")
  static final class Stop extends EngineOperation {
    Stop(Console console) {
      super(console);
    }

    @Override
    int run(StageClient stage) {
      stage.call(EngineCalls.STOP, new EngineCalls.Named(engine()));
      console.out().println(engine() + " is down until engine start");
      return ExitCode.OK;
    }
  }

  /** Starts an engine. */
  @Command(name = "start", description = "Start an engine that is down, and wait until it serves.")
  static final class Start extends EngineOperation {
    Start(Console console) {
      super(console);
    }

    @Override
    int run(StageClient stage) {
      stage.call(EngineCalls.START, new EngineCalls.Named(engine()));
      console.out().println(engine() + " serves");
      return ExitCode.OK;
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
    int run(StageClient stage) {
      stage.call(EngineCalls.KILL, new EngineCalls.Kill(engine(), seconds));
      console.out().println("killed " + engine() + "; engine list shows when it is back");
      return ExitCode.OK;
    }
  }

  /** Returns a line for each engine. */
  static List<String> lines(List<EngineCalls.Engine> engines) {
    return Columns.lines(engines.stream().map(EngineCommand::row).toList());
  }

  private static List<String> row(EngineCalls.Engine engine) {
    return List.of(
        engine.name(),
        engine.state().label(),
        "since " + engine.since(),
        engine.pid() == null ? "no process" : "pid " + engine.pid(),
        engine.address(),
        engine.reason());
  }
}
