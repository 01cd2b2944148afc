package io.gamekeeper.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.cli.Project;
import io.gamekeeper.contract.SavedQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Saved queries look for what somebody logs, and their page lists them. */
final class SavedQueryTextsTest {
  /** A text that a query looks for in messages. */
  private static final Pattern LOOKED_FOR =
      Pattern.compile("message (?:like|=) \"([^\"]+)\"|message in \\[([^\\]]+)\\]");

  private static final Path ROOT = Project.current().root();

  @ParameterizedTest
  @EnumSource
  void whatAQueryLooksForIsLogged(SavedQuery query) {
    List<String> texts =
        LOOKED_FOR
            .matcher(query.text())
            .results()
            .flatMap(SavedQueryTextsTest::texts)
            .filter(text -> !text.startsWith("1-0000"))
            .toList();
    List<String> sources = sources();

    assertThat(texts).allMatch(text -> sources.stream().anyMatch(s -> s.contains(text)));
  }

  private static Stream<String> texts(MatchResult match) {
    return match.group(1) == null
        ? Stream.of(match.group(2).split(",")).map(text -> text.strip().replace("\"", ""))
        : Stream.of(match.group(1).strip());
  }

  /** The code that runs on AWS. */
  private static List<String> sources() {
    try (Stream<Path> functions = Files.walk(ROOT.resolve("functions"));
        Stream<Path> fleet = Files.walk(ROOT.resolve("fleet/src/main"))) {
      return Stream.concat(functions, fleet)
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> file.toString().contains("src/main"))
          .filter(file -> !file.endsWith("SavedQuery.java"))
          .map(SavedQueryTextsTest::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void thePageListsEachQueryWithItsQuestion() {
    assertThat(read(ROOT.resolve("docs/logs.md")).lines())
        .filteredOn(line -> line.startsWith("| `") && line.contains("?"))
        .containsExactlyElementsOf(
            Stream.of(SavedQuery.values())
                .map(query -> "| `%s` | %s |".formatted(query.queryName(), query.question()))
                .toList());
  }
}
