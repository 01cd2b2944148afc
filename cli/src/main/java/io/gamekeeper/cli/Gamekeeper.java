package io.gamekeeper.cli;

import io.gamekeeper.local.service.StageException;
import java.lang.reflect.Constructor;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/**
 * Entry point of the command line. Exit status: 0 done, 1 failed, 2 wrong usage. An error is one
 * line on stderr; {@code --verbose} adds the stack trace.
 */
@Command(
    name = "gamekeeper",
    description = "Runs a live game on AWS – or its templates on this machine.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      UpCommand.class,
      TokenCommand.class,
      StatusCommand.class,
      SynthCommand.class,
      FleetCommand.class,
      AlarmCommand.class,
      EngineCommand.class,
      LedgerCommand.class,
      LeaderboardCommand.class,
      StoreCommand.class,
      PaymentCommand.class,
      AssetCommand.class,
      BenchCommand.class
    })
public final class Gamekeeper {
  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli looks at it
  private boolean help;

  /** Runs one command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    System.exit(commandLine(Console.ofProcess()).execute(arguments));
  }

  static CommandLine commandLine(Console console) {
    Gamekeeper root = new Gamekeeper();
    return new CommandLine(root, new Commands(console))
        .setOut(console.out())
        .setErr(console.err())
        .setUsageHelpAutoWidth(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(int.class, WholeNumber::ofInt)
        .registerConverter(Integer.class, WholeNumber::ofInt)
        .registerConverter(long.class, WholeNumber::ofLong)
        .setParameterExceptionHandler((e, arguments) -> explainUsage(e))
        .setExecutionExceptionHandler((e, command, parsed) -> root.explainFailure(e, console));
  }

  /** Creates commands; those that print are given the console. */
  private record Commands(Console console) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      for (Constructor<?> constructor : type.getDeclaredConstructors()) {
        if (List.of(constructor.getParameterTypes()).equals(List.of(Console.class))) {
          return type.cast(constructor.newInstance(console));
        }
      }
      return CommandLine.defaultFactory().create(type);
    }
  }

  private static int explainUsage(ParameterException e) {
    CommandLine command = e.getCommandLine();
    command
        .getErr()
        .printf(
            "gamekeeper: %s (see %s --help)%n",
            oneLine(e.getMessage()), command.getCommandSpec().qualifiedName());
    return CommandLine.ExitCode.USAGE;
  }

  private int explainFailure(Exception e, Console console) {
    console
        .err()
        .println(
            "gamekeeper: "
                + oneLine(
                    e instanceof CommandFailure || e instanceof StageException
                        ? e.getMessage()
                        : "unexpected " + e + (verbose ? "" : " (--verbose shows where)")));
    if (verbose) {
      e.printStackTrace(console.err());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String oneLine(@Nullable String message) {
    return String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
