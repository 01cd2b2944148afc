package io.gamekeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.contract.SavedQuery;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * The commands in {@code runbooks} as the command line takes them: whoever is called at night types
 * what is written there.
 */
final class RunbookPagesTest {
  private static final String PROGRAM = "./gamekeeper ";

  /** What a page leaves to the reader, and a value where another than text is wanted. */
  private static final Map<String, String> PLACEHOLDERS =
      Map.of("STAGE", "prod", "N", "2", "STORE", "apple", "DAY", "2026-11-30", "TIME", "1h");

  private static final Pattern WORD =
      Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+?)(?=[\\s\"']|$)|\\s+");

  /** A command and the page that has it. */
  record Written(String page, String command) {
    @Override
    public String toString() {
      return page + ": " + command;
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aCommandOfAPageIsOneThatTheCommandLineTakes(Written written) {
    assertThatCode(() -> take(words(written.command()))).doesNotThrowAnyException();
  }

  /** As pages are for a stage with players; the laptop's has no one on call. */
  @ParameterizedTest
  @MethodSource("commands")
  void aCommandOfAPageIsForADeployedStage(Written written) {
    assertThat(words(written.command())).containsSequence("--stage", "prod");
  }

  @ParameterizedTest
  @MethodSource("savedQueries")
  void aSavedQueryOfAPageExists(Written written) {
    assertThat(Stream.of(SavedQuery.values()).map(SavedQuery::queryName))
        .contains(words(written.command()).get(2));
  }

  /** Several alarms of a kind have a name with a subject after it; pages may leave either open. */
  @ParameterizedTest
  @MethodSource("alarms")
  void anAlarmOfAPageExists(Written written) {
    assertThat(words(written.command()).get(2))
        .matches(
            name ->
                name.matches("[A-Z]+")
                    || Stream.of(GameAlarm.values())
                        .map(GameAlarm::alarmName)
                        .anyMatch(kind -> name.equals(kind) || name.startsWith(kind + "-")),
            "an alarm of the product, without the stage");
  }

  /** Parses the command and has it check what it was given, as before it asks a stage. */
  private static void take(List<String> words) {
    ParseResult result = commandLine().parseArgs(words.toArray(String[]::new));
    while (result.hasSubcommand()) {
      result = result.subcommand();
    }
    Object command = result.commandSpec().userObject();
    assertThat(result.commandSpec().subcommands()).as("a command without subcommands").isEmpty();
    if (command instanceof OperatorCommand operators) {
      assertThat(operators.options.problem()).isNull();
      operators.check();
    }
  }

  private static CommandLine commandLine() {
    return Gamekeeper.commandLine(
        new Console(
            new PrintWriter(Writer.nullWriter()), new PrintWriter(Writer.nullWriter()), false));
  }

  static Stream<Written> commands() throws IOException {
    return written();
  }

  static Stream<Written> savedQueries() throws IOException {
    return written()
        .filter(each -> each.command().startsWith("logs query "))
        .filter(each -> !words(each.command()).contains("--query"));
  }

  static Stream<Written> alarms() throws IOException {
    return written().filter(each -> each.command().matches("alarm (show|explain|fire) .*"));
  }

  private static Stream<Written> written() throws IOException {
    List<Written> commands = new ArrayList<>();
    Path folder = Path.of(System.getProperty("gamekeeper.root"), "runbooks");
    try (Stream<Path> pages = Files.list(folder)) {
      for (Path page : pages.sorted().toList()) {
        String text = Files.readString(page).replaceAll("\\\\\\R\\s*", "");
        text.lines()
            .map(String::strip)
            .filter(line -> line.startsWith(PROGRAM))
            .forEach(
                line ->
                    commands.add(
                        new Written(
                            page.getFileName().toString(), line.substring(PROGRAM.length()))));
      }
    }
    return commands.stream();
  }

  /** Takes a command apart as a shell does, and puts values in place of placeholders. */
  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean begun = false;
    Matcher part = WORD.matcher(command);
    while (part.find()) {
      if (part.group().isBlank()) {
        if (begun) {
          words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
      } else {
        begun = true;
        word.append(Stream.of(1, 2, 3).map(part::group).filter(g -> g != null).findFirst().get());
      }
    }
    if (begun) {
      words.add(word.toString());
    }
    return words.stream().map(each -> PLACEHOLDERS.getOrDefault(each, each)).toList();
  }
}
