package io.gamekeeper.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/requirements.md} has one row per requirement, and what a row names is there. */
final class RequirementsTest {
  private static final Path ROOT = Path.of(System.getProperty("gamekeeper.root"));
  private static final Pattern ROW = Pattern.compile("\\| ([A-Z]\\d+) \\| ([^|]+) \\|(.*)\\|");
  private static final Pattern PATH = Pattern.compile("`([A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)+)`");
  private static final Pattern TEST_CLASS = Pattern.compile("`([A-Z][A-Za-z]+Test)`");
  private static final Map<String, Integer> GROUPS = groups();

  @Test
  void everyRequirementHasOneRow() throws IOException {
    List<String> expected = new ArrayList<>();
    GROUPS.forEach(
        (letter, count) -> IntStream.rangeClosed(1, count).forEach(n -> expected.add(letter + n)));

    assertThat(rows().map(row -> row.group(1))).containsExactlyElementsOf(expected);
  }

  @Test
  void aRowSaysDoneOrPartlyOrNotYet() throws IOException {
    assertThat(rows())
        .allSatisfy(row -> assertThat(row.group(2).strip()).isIn("done", "partly", "not yet"));
  }

  @Test
  void whatARowNamesExists() throws IOException {
    List<String> tests = testClasses();
    for (var row : rows().toList()) {
      Matcher path = PATH.matcher(row.group(3));
      while (path.find()) {
        assertThat(ROOT.resolve(path.group(1))).as("named by %s", row.group(1)).exists();
      }
      Matcher test = TEST_CLASS.matcher(row.group(3));
      while (test.find()) {
        assertThat(tests).as("named by %s", row.group(1)).contains(test.group(1));
      }
    }
  }

  private static Stream<MatchResult> rows() throws IOException {
    return ROW.matcher(Files.readString(ROOT.resolve("docs/requirements.md"))).results();
  }

  private static List<String> testClasses() throws IOException {
    try (var files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().contains("/src/test/java/"))
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .map(name -> name.substring(0, name.length() - ".java".length()))
          .toList();
    }
  }

  private static Map<String, Integer> groups() {
    Map<String, Integer> groups = new LinkedHashMap<>();
    groups.put("G", 9);
    groups.put("P", 4);
    groups.put("O", 10);
    groups.put("A", 12);
    groups.put("L", 3);
    groups.put("I", 3);
    groups.put("C", 3);
    groups.put("S", 15);
    groups.put("D", 6);
    return groups;
  }
}
