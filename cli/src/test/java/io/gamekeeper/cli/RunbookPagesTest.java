package io.gamekeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.gamekeeper.contract.GameAlarm;
import io.gamekeeper.contract.SavedQuery;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /** Commands that pages may name before they are there. */
  private static final Set<String> TO_COME = Set.of("incident");

  /** What a page leaves to the reader, and a value where another than text is wanted. */
  private static final Map<String, String> PLACEHOLDERS =
      Map.of("STAGE", "prod", "N", "2", "STORE", "apple", "DAY", "2026-11-30", "TIME", "1h");

  private static final Pattern WORD =
      Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+?)(?=[\\s\"']|$)|\\s+");

  private final CommandLine gamekeeper =
      Gamekeeper.commandLine(
          new Console(
              new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), false));

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
    List<String> words = words(written.command());
    assumeThat(isToCome(words.getFirst())).as("the command is to come").isFalse();

    assertThatCode(() -> take(words)).doesNotThrowAnyException();
  }

  /** As pages are for a stage with players; the laptop's has no one on call. */
  @ParameterizedTest
  @MethodSource("commands")
  void aCommandOfAPageIsForADeployedStage(Written written) {
    assertThat(words(written.command())).containsSequence("--stage", "prod");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aSavedQueryOfAPageExists(Written written) {
    List<String> words = words(written.command());
    assumeThat(words).startsWith("logs", "query");
    assumeThat(words).doesNotContain("--query");

    assertThat(Stream.of(SavedQuery.values()).map(SavedQuery::queryName)).contains(words.get(2));
  }

  /** Several alarms of a kind have a name with a subject after it; pages may leave either open. */
  @ParameterizedTest
  @MethodSource("commands")
  void anAlarmOfAPageExists(Written written) {
    List<String> words = words(written.command());
    assumeThat(words.getFirst()).isEqualTo("alarm");
    assumeThat(words.get(1)).isIn("show", "explain", "fire");

    assertThat(words.get(2))
        .matches(
            name ->
                name.matches("[A-Z]+")
                    || Stream.of(GameAlarm.values())
                        .map(GameAlarm::alarmName)
                        .anyMatch(kind -> name.equals(kind) || name.startsWith(kind + "-")),
            "an alarm of the product, without the stage");
  }

  /** Parses the command and has it check what it was given, as before it asks a stage. */
  private void take(List<String> words) {
    ParseResult result = gamekeeper.parseArgs(words.toArray(String[]::new));
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

  private boolean isToCome(String command) {
    return TO_COME.contains(command) && !gamekeeper.getSubcommands().containsKey(command);
  }

  static Stream<Written> commands() throws IOException {
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
