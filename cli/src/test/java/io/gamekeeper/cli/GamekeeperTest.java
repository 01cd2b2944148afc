package io.gamekeeper.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.local.service.StageException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What all commands have in common. */
final class GamekeeperTest {
  private static final Set<Class<?>> NUMBERS = Set.of(int.class, Integer.class, long.class);

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine gamekeeper = commandLine(out, err);

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelpWithADescription(List<String> command) {
    List<String> arguments = new ArrayList<>(command);
    arguments.add("--help");

    int status = gamekeeper.execute(arguments.toArray(String[]::new));

    assertThat(status).isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString()).startsWith("Usage: gamekeeper");
    assertThat(out.toString().lines().skip(1))
        .as("description")
        .anyMatch(line -> line.matches("[A-Z].*"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandRefusesAnUnknownOptionInOneLine(List<String> command) {
    List<String> arguments = new ArrayList<>(command);
    arguments.add("--no-such-option");

    int status = gamekeeper.execute(arguments.toArray(String[]::new));

    assertThat(status).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("gamekeeper: ")
        .contains("--help");
  }

  @Test
  void noCommandAtAllIsWrongUsage() {
    assertThat(gamekeeper.execute()).isEqualTo(2);
    assertThat(err.toString().lines()).singleElement().asString().contains("--help");
  }

  @Test
  void anUnknownCommandIsWrongUsage() {
    assertThat(gamekeeper.execute("upp")).isEqualTo(2);
    assertThat(err.toString().lines()).singleElement().asString().contains("upp");
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void aNumberIsWrittenInAsciiDigitsWithoutASign(List<String> command) {
    for (String number :
        List.of("-5", "+5", "٥", "１０", "0x10", "1e3", "5 ", "9999999999999999999")) {
      err.getBuffer().setLength(0);
      List<String> arguments = new ArrayList<>(command);
      arguments.set(arguments.size() - 1, arguments.getLast() + number);

      assertThat(gamekeeper.execute(arguments.toArray(String[]::new))).as(number).isEqualTo(2);
      assertThat(err.toString().lines())
          .singleElement()
          .asString()
          .contains("'" + number + "' is not a whole number in digits 0-9");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bench leaderboard --rate=0, 0 is not between 1 and 999999999",
    "bench fleet --seconds=0, 0 is not between 1 and 999999999",
    "fleet activities --limit=0, 0 is not between 1 and 999999999",
    "up --port=65536, 65536 is not between 0 and 65535",
    "store outage apple down --errors=101, 101 is not between 0 and 100",
  })
  void aNumberOutOfItsBoundsIsWrongUsage(String command, String problem) {
    assertThat(gamekeeper.execute(command.split(" ", -1))).isEqualTo(2);
    assertThat(err.toString().lines()).singleElement().asString().contains(problem);
  }

  /** Returns every option of every command that takes a number. */
  static Stream<List<String>> numbers() {
    return commands()
        .flatMap(
            path ->
                command(path).getCommandSpec().options().stream()
                    .filter(option -> NUMBERS.contains(option.type()))
                    .map(
                        option ->
                            Stream.concat(path.stream(), Stream.of(option.longestName() + "="))
                                .toList()));
  }

  @Test
  void aFileOfARunningStageThatIsBrokenIsNamedAsWhatItIs() {
    gamekeeper.addSubcommand(new Failing(new StageException("the list cannot be read")));

    assertThat(gamekeeper.execute("failing")).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("gamekeeper: the list cannot be read\n");
  }

  /** All the same whether a stage runs. */
  @ParameterizedTest
  @CsvSource({
    "payment provider apple, primary or backup",
    "store refund apple t --percent=0, 'refunds 1 to 100 %, not 0'",
    "store buy apple gems-500 --player=ann --quantity=0, 'at least one, not 0'",
    "store buy apple gems-500 --player=a/b, not a player's id: 'a/b'",
  })
  void wrongUsageIsSaidBeforeAStageIsLookedUp(String command, String problem) {
    assertThat(gamekeeper.execute(command.split(" ", -1))).isEqualTo(2);
    assertThat(err.toString().lines()).singleElement().asString().contains(problem);
  }

  @Test
  void thePortOfTheRunningStageIsTheSameOptionInAllCommands() {
    Set<List<String>> others =
        Set.of(
            List.of("up"),
            List.of("synth"),
            List.of("bench", "leaderboard"),
            List.of("bench", "purchase"),
            List.of("bench", "events"),
            List.of("bench", "fleet"),
            List.of("bench", "monitoring"),
            List.of("bench", "command"));
    List<CommandLine> leaves =
        commands()
            .filter(path -> !others.contains(path))
            .map(GamekeeperTest::command)
            .filter(command -> command.getSubcommands().isEmpty())
            .toList();

    assertThat(leaves).isNotEmpty();
    assertThat(leaves)
        .allSatisfy(
            command ->
                assertThat(command.getCommandSpec().findOption("--port"))
                    .extracting(option -> option.description()[0])
                    .isEqualTo("Port of the local stage, if several are running."));
  }

  @Test
  void aCommandThatIsKnownByItsNameIsReadAlone() {
    Console console = new Console(new PrintWriter(out, true), new PrintWriter(err, true), false);

    assertThat(
            Gamekeeper.run(console, Surroundings.of(Project::current), "alarm", "list", "--help"))
        .isZero();
    assertThat(out.toString()).startsWith("Usage: gamekeeper alarm list").contains("--verbose");
    assertThat(Gamekeeper.run(console, Surroundings.of(Project::current), "--help")).isZero();
    assertThat(out.toString()).contains("  up ", "  bench ");
  }

  @Test
  void aTokenIsForAPlayerIdThatTheGameTakes() {
    assertThat(gamekeeper.execute("token", "a b")).isEqualTo(2);
    assertThat(err.toString().lines()).singleElement().asString().contains("1 to 64", "'a b'");
  }

  @Test
  void aFailureIsOneLineAndItsTraceOnlyShownOnRequest() {
    gamekeeper.addSubcommand(new Failing(new CommandFailure("no stage\n  is running")));
    gamekeeper.addSubcommand("bug", new Failing(new IllegalStateException("oops")));

    assertThat(gamekeeper.execute("failing")).isEqualTo(1);
    assertThat(err.toString()).isEqualTo("gamekeeper: no stage; is running\n");

    err.getBuffer().setLength(0);
    assertThat(gamekeeper.execute("bug")).isEqualTo(1);
    assertThat(err.toString().lines()).singleElement().asString().contains("oops", "--verbose");

    err.getBuffer().setLength(0);
    assertThat(gamekeeper.execute("bug", "--verbose")).isEqualTo(1);
    assertThat(err.toString()).contains("oops", "at io.gamekeeper.cli.GamekeeperTest.");
  }

  private static CommandLine command(List<String> path) {
    CommandLine command = commandLine(new StringWriter(), new StringWriter());
    for (String name : path) {
      command = requireNonNull(command.getSubcommands().get(name));
    }
    return command;
  }

  static Stream<List<String>> commands() {
    CommandLine root = commandLine(new StringWriter(), new StringWriter());
    return Stream.concat(Stream.of(List.of()), below(root, List.of()));
  }

  private static Stream<List<String>> below(CommandLine command, List<String> path) {
    return command.getSubcommands().entrySet().stream()
        .flatMap(
            entry -> {
              List<String> longer = new ArrayList<>(path);
              longer.add(entry.getKey());
              return Stream.concat(Stream.of(longer), below(entry.getValue(), longer));
            });
  }

  private static CommandLine commandLine(StringWriter out, StringWriter err) {
    return Gamekeeper.commandLine(
        new Console(new PrintWriter(out, true), new PrintWriter(err, true), false));
  }

  @CommandLine.Command(name = "failing")
  private record Failing(RuntimeException failure) implements Runnable {
    @Override
    public void run() {
      throw failure;
    }
  }
}
