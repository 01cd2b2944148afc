package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.infra.config.StageName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/deploy-review.md} has a row for each type of the templates, and what it names is
 * there.
 */
final class DeployReviewTest {
  private static final Path PAGE = Templates.ROOT.resolve("docs/deploy-review.md");
  private static final Pattern ROW =
      Pattern.compile("\\| (`[A-Z]\\w+::\\S+`|User data[^|]*) \\|.*\\|");

  /** A class, or something of one; without a class it is of the one before in the same cell. */
  private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+)?(?:\\.(\\w+))?`");

  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+Test)(?:\\.(\\w+))?`");

  @Test
  void everyTypeOfTheTemplatesHasOneRow() throws IOException {
    TreeSet<String> types = new TreeSet<>();
    for (StageName stage : StageName.values()) {
      Templates.stacks(stage)
          .values()
          .forEach(
              template ->
                  template
                      .path("Resources")
                      .forEach(resource -> types.add(resource.path("Type").asText())));
    }
    List<String> rows =
        new ArrayList<>(rows().map(row -> row.getFirst().replace("`", "")).toList());

    assertThat(rows.removeLast()).startsWith("User data");
    assertThat(rows).containsExactlyElementsOf(types);
  }

  @Test
  void aRowSaysWhatWasReadWhatThatAsksAndWhatHoldsIt() throws IOException {
    assertThat(rows())
        .allSatisfy(
            row -> {
              assertThat(row).as(row.getFirst()).hasSize(4).doesNotContain("", "–");
              assertThat(row.getLast())
                  .as(row.getFirst())
                  .matches(held -> NAME.matcher(held).find() || held.contains("not held: "));
            });
  }

  @Test
  void whatHoldsARowExists() throws IOException {
    Map<String, List<Path>> sources = sources();
    for (List<String> row : rows().toList()) {
      String type = "";
      Matcher name = NAME.matcher(row.getLast());
      while (name.find()) {
        type = name.group(1) == null ? type : name.group(1);
        assertThat(isThere(sources, type, name.group(2)))
            .as("%s by %s", name.group(), row.getFirst())
            .isTrue();
      }
    }
  }

  @Test
  void everyTestThatThePageNamesExists() throws IOException {
    Map<String, List<Path>> sources = sources();
    Matcher test = TEST.matcher(Files.readString(PAGE));
    int found = 0;
    while (test.find()) {
      found++;
      assertThat(isThere(sources, test.group(1), test.group(2))).as(test.group()).isTrue();
    }

    assertThat(found).isGreaterThan(50);
  }

  /**
   * Returns whether a source file of that name declares such a method or type; some names have two
   * files.
   */
  private static boolean isThere(
      Map<String, List<Path>> sources, String type, @Nullable String member) {
    List<Path> files = sources.getOrDefault(type, List.of());
    if (member == null) {
      return !files.isEmpty();
    }
    Pattern declared =
        Pattern.compile(
            type.endsWith("Test")
                ? "\\bvoid " + member + "\\("
                : "\\b(class|record|enum|interface) " + member + "\\b|[\\w>\\]] " + member + "\\(");
    return files.stream().anyMatch(file -> declared.matcher(read(file)).find());
  }

  private static Stream<List<String>> rows() throws IOException {
    return Files.readAllLines(PAGE).stream()
        .filter(line -> ROW.matcher(line).matches())
        .map(
            line ->
                Stream.of(line.substring(1, line.length() - 1).split("\\|"))
                    .map(String::strip)
                    .toList());
  }

  private static Map<String, List<Path>> sources() throws IOException {
    Map<String, List<Path>> sources = new TreeMap<>();
    for (String module : List.of("cli", "fleet", "functions", "infra", "local", "test")) {
      try (Stream<Path> files = Files.walk(Templates.ROOT.resolve(module))) {
        files
            .filter(file -> file.toString().matches(".*/src/(main|test)/java/.*\\.java"))
            .forEach(
                file ->
                    sources
                        .computeIfAbsent(
                            file.getFileName().toString().replace(".java", ""),
                            _ -> new ArrayList<>())
                        .add(file));
      }
    }
    return sources;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
