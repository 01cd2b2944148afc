package io.gamekeeper.cli;

import io.gamekeeper.local.service.StageException;
import io.gamekeeper.operations.OperationsException;
import java.lang.reflect.Constructor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
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
  /** Begins the message of a failure that is ours. */
  static final String UNEXPECTED = "unexpected ";

  /** The commands by name, in the order of the help. */
  private static final Map<String, Class<?>> COMMANDS = commands();

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

  private static Map<String, Class<?>> commands() {
    Map<String, Class<?>> commands = new LinkedHashMap<>();
    commands.put("up", UpCommand.class);
    commands.put("token", TokenCommand.class);
    commands.put("status", StatusCommand.class);
    commands.put("synth", SynthCommand.class);
    commands.put("alarm", AlarmCommand.class);
    commands.put("incident", IncidentCommand.class);
    commands.put("silence", SilenceCommand.class);
    commands.put("runbook", RunbookCommand.class);
    commands.put("dashboard", DashboardCommand.class);
    commands.put("logs", LogsCommand.class);
    commands.put("trace", TraceCommand.class);
    commands.put("fleet", FleetCommand.class);
    commands.put("engine", EngineCommand.class);
    commands.put("events", EventsCommand.class);
    commands.put("lake", LakeCommand.class);
    commands.put("ledger", LedgerCommand.class);
    commands.put("leaderboard", LeaderboardCommand.class);
    commands.put("store", StoreCommand.class);
    commands.put("payment", PaymentCommand.class);
    commands.put("inbox", InboxCommand.class);
    commands.put("messenger", MessengerCommand.class);
    commands.put("player", PlayerCommand.class);
    commands.put("asset", AssetCommand.class);
    commands.put("audit", AuditCommand.class);
    commands.put("bench", BenchCommand.class);
    return Collections.unmodifiableMap(commands);
  }

  /** Runs one command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    System.exit(run(Console.ofProcess(), Surroundings.of(Project::current), arguments));
  }

  /**
   * Runs one command in this process.
   *
   * @return the exit status
   */
  public static int run(Console console, Surroundings surroundings, String... arguments) {
    // A third of a short command's time would go into reading the options of all the others.
    String first = arguments.length == 0 ? "" : arguments[0];
    boolean known = COMMANDS.containsKey(first);
    return commandLine(console, surroundings, name -> !known || name.equals(first))
        .execute(arguments);
  }

  static CommandLine commandLine(Console console) {
    return commandLine(console, Surroundings.of(Project::current), _ -> true);
  }

  private static CommandLine commandLine(
      Console console, Surroundings surroundings, Predicate<String> wanted) {
    Gamekeeper root = new Gamekeeper();
    CommandLine all = new CommandLine(root, new Commands(console, surroundings));
    COMMANDS.forEach(
        (name, command) -> {
          if (wanted.test(name)) {
            all.addSubcommand(command);
          }
        });
    return all.setOut(console.out())
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
  private record Commands(Console console, Surroundings surroundings)
      implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      for (Constructor<?> constructor : type.getDeclaredConstructors()) {
        List<Class<?>> parameters = List.of(constructor.getParameterTypes());
        if (parameters.equals(List.of(Console.class))) {
          return type.cast(constructor.newInstance(console));
        }
        if (parameters.equals(List.of(Console.class, Surroundings.class))) {
          return type.cast(constructor.newInstance(console, surroundings));
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
                    e instanceof CommandFailure
                            || e instanceof OperationsException
                            || e instanceof StageException
                        ? e.getMessage()
                        : UNEXPECTED + e + (verbose ? "" : " (--verbose shows where)")));
    if (verbose) {
      e.printStackTrace(console.err());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String oneLine(@Nullable String message) {
    return Printable.of(String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", "; "));
  }
}
