package io.gamekeeper.cli;

import io.gamekeeper.local.service.StageException;
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
    synopsisSubcommandLabel = "COMMAND")
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
    return new CommandLine(root)
        .addSubcommand(new UpCommand(console))
        .addSubcommand(new TokenCommand(console))
        .addSubcommand(new StatusCommand(console))
        .addSubcommand(new SynthCommand(console))
        .addSubcommand(
            new CommandLine(new FleetCommand())
                .addSubcommand(new FleetCommand.ListInstances(console))
                .addSubcommand(new FleetCommand.Activities(console))
                .addSubcommand(new FleetCommand.Scale(console))
                .addSubcommand(new FleetCommand.Refresh(console))
                .addSubcommand(new FleetCommand.Terminate(console))
                .addSubcommand(new FleetCommand.Kill(console))
                .addSubcommand(new FleetCommand.InterruptInstance(console)))
        .addSubcommand(
            new CommandLine(new EngineCommand())
                .addSubcommand(new EngineCommand.ListEngines(console))
                .addSubcommand(new EngineCommand.Stop(console))
                .addSubcommand(new EngineCommand.Start(console))
                .addSubcommand(new EngineCommand.Kill(console)))
        .addSubcommand(
            new CommandLine(new LedgerCommand()).addSubcommand(new LedgerCommand.Check(console)))
        .addSubcommand(
            new CommandLine(new LeaderboardCommand())
                .addSubcommand(new LeaderboardCommand.Rebuild(console)))
        .addSubcommand(
            new CommandLine(new StoreCommand())
                .addSubcommand(new StoreCommand.Buy(console))
                .addSubcommand(new StoreCommand.Refund(console))
                .addSubcommand(new StoreCommand.SetOutage(console)))
        .addSubcommand(
            new CommandLine(new PaymentCommand())
                .addSubcommand(new PaymentCommand.Provider(console)))
        .addSubcommand(
            new CommandLine(new AssetCommand())
                .addSubcommand(new AssetCommand.MakeRelease(console))
                .addSubcommand(new AssetCommand.Rollback(console))
                .addSubcommand(new AssetCommand.ListReleases(console))
                .addSubcommand(new AssetCommand.Fetch(console)))
        .addSubcommand(
            new CommandLine(new BenchCommand())
                .addSubcommand(new BenchCommand.Leaderboard(console))
                .addSubcommand(new BenchCommand.Purchase(console))
                .addSubcommand(new BenchCommand.Fleet(console)))
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
