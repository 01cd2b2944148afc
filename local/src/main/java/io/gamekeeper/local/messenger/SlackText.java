package io.gamekeeper.local.messenger;

import io.gamekeeper.local.inbox.SeenText;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text of Slack: in its markup as its reader sees it, with links and mentions resolved.
 *
 * @see <a href="https://docs.slack.dev/messaging/formatting-message-text">Formatting message
 *     text</a>
 */
final class SlackText {
  /** An address or a mention between brackets; other brackets are what they are. */
  private static final Pattern BRACKETS =
      Pattern.compile("<([@#!][^<>|]+|[A-Za-z][A-Za-z0-9+.-]*:[^<>|\\s]+)(?:\\|([^<>]*))?>");

  private SlackText() {}

  /** Returns the text of markup, and adds where its links lead. */
  static String ofMarkup(String markup, List<String> links) {
    StringBuilder text = new StringBuilder();
    Matcher brackets = BRACKETS.matcher(markup);
    int from = 0;
    while (brackets.find()) {
      plain(markup.substring(from, brackets.start()), text, links);
      text.append(unescaped(reference(brackets, links)));
      from = brackets.end();
    }
    plain(markup.substring(from), text, links);
    return text.toString();
  }

  /** Returns the text of an object of the type {@code plain_text}, which has no links. */
  static String ofPlain(String text) {
    return unescaped(text);
  }

  private static void plain(String part, StringBuilder text, List<String> links) {
    String seen = unescaped(part);
    links.addAll(SeenText.addresses(seen));
    text.append(seen);
  }

  private static String reference(MatchResult brackets, List<String> links) {
    String target = brackets.group(1);
    boolean labelled = brackets.group(2) != null && !brackets.group(2).isEmpty();
    return switch (target.charAt(0)) {
      case '@', '#' -> target;
      case '!' ->
          switch (target.substring(1)) {
            case "channel", "here", "everyone" -> "@" + target.substring(1);
            default -> labelled ? brackets.group(2) : target;
          };
      default -> {
        links.add(unescaped(target));
        yield labelled ? brackets.group(2) : target;
      }
    };
  }

  private static String unescaped(String text) {
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
  }
}
