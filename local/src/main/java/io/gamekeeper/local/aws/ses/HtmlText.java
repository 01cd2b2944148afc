package io.gamekeeper.local.aws.ses;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a reader sees of a mail in HTML. */
final class HtmlText {
  private static final Pattern UNSEEN =
      Pattern.compile("(?is)<!--.*?-->|<(script|style|head|title)\\b.*?</\\1\\s*>");
  private static final Pattern BREAK =
      Pattern.compile("(?i)<br\\s*/?>|</(p|div|tr|li|ul|ol|table|h[1-6])\\s*>");
  private static final Pattern TAG = Pattern.compile("(?s)</?[A-Za-z!][^>]*>");
  private static final Pattern LINK =
      Pattern.compile("(?is)<a\\b[^>]*?\\bhref\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)')");
  private static final Pattern ENTITY =
      Pattern.compile("&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot|apos|nbsp));");

  private HtmlText() {}

  /** Returns the text without tags; what was escaped is what it stands for. */
  static String of(String html) {
    String seen = UNSEEN.matcher(html).replaceAll("");
    String flat = seen.replaceAll("\\s+", " ");
    String broken = TAG.matcher(BREAK.matcher(flat).replaceAll("\n")).replaceAll("");
    return unescaped(broken)
        .replaceAll("[ \\u00a0]*\\n[ \\u00a0]*", "\n")
        .replaceAll("\\n{3,}", "\n\n")
        .strip();
  }

  /** Returns where links lead. */
  static List<String> links(String html) {
    List<String> links = new ArrayList<>();
    Matcher link = LINK.matcher(UNSEEN.matcher(html).replaceAll(""));
    while (link.find()) {
      links.add(unescaped(link.group(1) == null ? link.group(2) : link.group(1)));
    }
    return links;
  }

  private static String unescaped(String text) {
    return ENTITY
        .matcher(text)
        .replaceAll(
            entity ->
                Matcher.quoteReplacement(
                    entity.group(1) != null
                        ? character(Integer.parseInt(entity.group(1), 16))
                        : entity.group(2) != null
                            ? character(Integer.parseInt(entity.group(2)))
                            : named(entity.group(3))));
  }

  private static String character(int code) {
    return Character.isValidCodePoint(code) ? Character.toString(code) : "\ufffd";
  }

  private static String named(String entity) {
    return switch (entity) {
      case "lt" -> "<";
      case "gt" -> ">";
      case "amp" -> "&";
      case "quot" -> "\"";
      case "apos" -> "'";
      default -> " ";
    };
  }
}
