package io.gamekeeper.local.inbox;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Text as the programs of its readers show it. */
public final class SeenText {
  /** A web address, without the marks that end a sentence after it. */
  private static final Pattern ADDRESS =
      Pattern.compile("https?://[^\\s<>\"|]*[^\\s<>\"|.,;:!?'()\\[\\]*_~`]");

  private SeenText() {}

  /** Returns the web addresses in a text, which programs make links of. */
  public static List<String> addresses(String text) {
    return ADDRESS.matcher(text).results().map(MatchResult::group).toList();
  }

  /** Returns the first line that is not blank; empty if there is none. */
  public static String firstLine(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("");
  }
}
