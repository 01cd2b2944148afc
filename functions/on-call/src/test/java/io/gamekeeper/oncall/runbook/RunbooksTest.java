package io.gamekeeper.oncall.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.contract.GameAlarm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages in {@code runbooks}, and how they are found. */
final class RunbooksTest {
  private static final Path FOLDER = Path.of(System.getProperty("gamekeeper.root"), "runbooks");

  private static final List<String> SECTIONS =
      List.of("Meaning", "Impact", "Diagnosis", "Mitigation", "Verification", "Escalation");

  private static final List<String> STEPS_OF_AN_EMERGENCY =
      List.of("Receive", "Confirm", "Analyse", "Plan", "Act", "Verify", "Record");

  /** A command may go on in the next line after this. */
  private static final String GOES_ON = "\\";

  private final Runbooks runbooks = Runbooks.packaged();

  @Test
  void everyAlarmHasItsPageAndOnlyTheEmergencyProcedureIsBesideThem() throws IOException {
    List<String> expected =
        Stream.concat(
                Stream.of(GameAlarm.values()).map(GameAlarm::runbook),
                Stream.of(Runbooks.EMERGENCY_PROCEDURE))
            .map(name -> name + ".md")
            .sorted()
            .toList();

    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString()).sorted())
          .containsExactlyElementsOf(expected);
    }
  }

  @Test
  void whatIsInTheFolderIsPackagedSortedByName() throws IOException {
    assertThat(runbooks.all())
        .extracting(runbook -> runbook.name() + ".md")
        .isSorted()
        .containsExactlyInAnyOrderElementsOf(
            pages().map(page -> page.getFileName().toString()).toList());
    for (Runbook runbook : runbooks.all()) {
      assertThat(runbook.markdown()).isEqualTo(Files.readString(FOLDER.resolve(file(runbook))));
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void aPageIsTitledByItsNameAndHasItsSectionsInOrder(Path page) throws IOException {
    List<String> lines = Files.readAllLines(page);
    boolean emergency = name(page).equals(Runbooks.EMERGENCY_PROCEDURE);

    assertThat(lines.getFirst()).isEqualTo("# " + name(page));
    assertThat(headings(lines)).isEqualTo(emergency ? STEPS_OF_AN_EMERGENCY : SECTIONS);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void noSectionIsEmpty(Path page) throws IOException {
    List<String> lines = Files.readAllLines(page);

    for (String heading : headings(lines)) {
      assertThat(section(lines, heading)).as(heading).anyMatch(line -> !line.isBlank());
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void stepsAreNumberedAndDiagnosisAndVerificationHaveACommand(Path page) throws IOException {
    if (name(page).equals(Runbooks.EMERGENCY_PROCEDURE)) {
      return;
    }
    List<String> lines = Files.readAllLines(page);

    assertThat(section(lines, "Diagnosis")).anyMatch(line -> line.startsWith("1. "));
    assertThat(section(lines, "Mitigation")).anyMatch(line -> line.startsWith("1. "));
    assertThat(commands(section(lines, "Diagnosis"))).isNotEmpty();
    assertThat(commands(section(lines, "Verification"))).isNotEmpty();
  }

  /** What the command line's own tests read further. */
  @ParameterizedTest
  @MethodSource("pages")
  void aCommandIsOneOfTheProductsOrOfAws(Path page) throws IOException {
    List<String> commands = commands(Files.readAllLines(page));

    assertThat(commands)
        .isNotEmpty()
        .allSatisfy(
            command ->
                assertThat(command.replaceAll("'[^']*'|\"[^\"]*\"", "TEXT"))
                    .matches("(\\./gamekeeper|aws) [a-z].*")
                    .doesNotContain("<", ">", "|", ";", "$", "&"));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void whatIsListedOfAPageIsAWholeSentenceThatFitsALine(Path page) {
    Runbook runbook = runbooks.named(name(page)).orElseThrow();

    assertThat(runbook.title()).isEqualTo(runbook.name());
    assertThat(runbook.meaning()).matches("[A-Z`].*\\.").hasSizeBetween(30, 250);
  }

  @Test
  void anAlarmsPageKnowsItsAlarmAndTheProcedureNone() {
    assertThat(runbooks.named("LedgerViolations").orElseThrow().alarm())
        .contains(GameAlarm.LEDGER_VIOLATIONS);
    assertThat(runbooks.named(Runbooks.EMERGENCY_PROCEDURE).orElseThrow().alarm()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ledgerviolations",
        "LedgerViolations.md",
        "../runbooks/LedgerViolations",
        "../routes.yaml",
        "/etc/passwd",
        "LedgerViolations\0"
      })
  void whatIsNoNameIsNotFound(String name) {
    assertThat(runbooks.named(name)).isEmpty();
  }

  @Test
  void theFirstSentenceIsReadOverLinesAndEndsWhereWhiteSpaceFollows() {
    Runbook runbook =
        Runbook.parse("X", Optional.empty(), "# X\n\n## Meaning\n\nMore than 0.5 s\npass. Then.\n");

    assertThat(runbook.meaning()).isEqualTo("More than 0.5 s pass.");
  }

  @Test
  void aPageOfAnotherFormIsRefusedByName() {
    assertThatThrownBy(() -> Runbook.parse("X", Optional.empty(), "## Meaning\n\nIt is.\n"))
        .hasMessage("runbook X has to begin with '# X'");
    assertThatThrownBy(() -> Runbook.parse("X", Optional.empty(), "# X\n\n## Meaning\n\nno end\n"))
        .hasMessage("runbook X has to begin with a sentence below its headings");
  }

  static Stream<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList().stream();
    }
  }

  private static String name(Path page) {
    return page.getFileName().toString().replaceFirst("\\.md$", "");
  }

  private static String file(Runbook runbook) {
    return runbook.name() + ".md";
  }

  private static List<String> headings(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("## "))
        .map(line -> line.substring(3))
        .toList();
  }

  private static List<String> section(List<String> lines, String heading) {
    return lines.stream()
        .dropWhile(line -> !line.equals("## " + heading))
        .skip(1)
        .takeWhile(line -> !line.startsWith("## "))
        .toList();
  }

  /** Returns the commands in blocks of bash, each in one line. */
  private static List<String> commands(List<String> lines) {
    List<String> commands = new ArrayList<>();
    boolean inside = false;
    StringBuilder command = new StringBuilder();
    for (String line : lines.stream().map(String::strip).toList()) {
      if (line.startsWith("```")) {
        inside = line.equals("```bash");
      } else if (inside && line.endsWith(GOES_ON)) {
        command.append(line, 0, line.length() - GOES_ON.length());
      } else if (inside) {
        commands.add(command.append(line).toString());
        command.setLength(0);
      }
    }
    return commands;
  }
}
