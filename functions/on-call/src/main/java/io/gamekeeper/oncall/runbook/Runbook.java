package io.gamekeeper.oncall.runbook;

import io.gamekeeper.contract.GameAlarm;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A page that says what to do.
 *
 * @param name by which an alarm's note calls it
 * @param alarm the alarm that it is about; empty for a page about all of them
 * @param title its first heading
 * @param meaning its first sentence, in one line
 * @param markdown the whole page
 */
public record Runbook(
    String name, Optional<GameAlarm> alarm, String title, String meaning, String markdown) {
  private static final String HEADING = "# ";

  /** A sentence ends before white space, so not within a number or a name. */
  private static final Pattern SENTENCE = Pattern.compile(".*?[.!?](?=\\s|$)");

  /**
   * Reads a page.
   *
   * @throws IllegalArgumentException if it does not begin with a heading, or has no sentence
   */
  static Runbook parse(String name, Optional<GameAlarm> alarm, String markdown) {
    String title = markdown.lines().findFirst().orElse("");
    if (!title.startsWith(HEADING)) {
      throw new IllegalArgumentException(
          "runbook %s has to begin with '# %s'".formatted(name, name));
    }
    Matcher sentence = SENTENCE.matcher(firstParagraph(markdown));
    if (!sentence.lookingAt()) {
      throw new IllegalArgumentException(
          "runbook %s has to begin with a sentence below its headings".formatted(name));
    }
    return new Runbook(
        name, alarm, title.substring(HEADING.length()).strip(), sentence.group(), markdown);
  }

  private static String firstParagraph(String markdown) {
    return markdown
        .lines()
        .map(String::strip)
        .dropWhile(line -> line.isEmpty() || line.startsWith("#"))
        .takeWhile(line -> !line.isEmpty())
        .collect(Collectors.joining(" "));
  }
}
