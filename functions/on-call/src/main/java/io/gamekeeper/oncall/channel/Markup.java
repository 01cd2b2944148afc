package io.gamekeeper.oncall.channel;

import java.util.regex.Pattern;

/**
 * A way to write text, with what it has to escape and how its length is counted. Text that was
 * escaped once is cut only between characters and never within an escape.
 */
public enum Markup {
  /** Text as it is, for mail. */
  PLAIN,

  /** Text as it is, cut with dots of the alphabet that lets an SMS be longest. */
  SMS {
    @Override
    String ellipsis() {
      return "...";
    }
  },

  HTML {
    @Override
    String written(int character) {
      return xml(character);
    }
  },

  /**
   * SSML.
   *
   * @see <a href="https://docs.aws.amazon.com/polly/latest/dg/escapees.html">Polly, reserved
   *     characters</a>
   */
  SPEECH {
    @Override
    String written(int character) {
      return xml(character);
    }
  },

  /**
   * Slack's. Nobody is mentioned: mentions begin with an escaped character, and those that older
   * ways of parsing know are interrupted.
   *
   * @see <a href="https://docs.slack.dev/messaging/formatting-message-text">Formatting message
   *     text</a>
   */
  SLACK {
    @Override
    String prepared(String text) {
      return MENTION.matcher(text).replaceAll("@\u200b");
    }

    @Override
    String written(int character) {
      return switch (character) {
        case '&' -> "&amp;";
        case '<' -> "&lt;";
        case '>' -> "&gt;";
        default -> Character.toString(character);
      };
    }
  },

  /**
   * WeCom's subset of Markdown, which has no escapes: what would format is written in its wide
   * form. Its length counts in bytes of UTF-8.
   *
   * @see <a href="https://developer.work.weixin.qq.com/document/path/90236">Send application
   *     messages</a>
   */
  WECOM {
    @Override
    String written(int character) {
      return switch (character) {
        case '<' -> "＜";
        case '>' -> "＞";
        case '[' -> "［";
        case ']' -> "］";
        case '*' -> "＊";
        case '`' -> "＇";
        default -> Character.toString(character);
      };
    }

    @Override
    int length(String written) {
      return utf8(written);
    }
  };

  private static final Pattern MENTION =
      Pattern.compile("@(?=channel|here|everyone)", Pattern.CASE_INSENSITIVE);
  private static final int REPLACEMENT = 0xFFFD;

  /** Returns text on one line without characters that control anything. */
  public static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            character -> {
              if (separates(character)) {
                if (!clean.isEmpty() && clean.charAt(clean.length() - 1) != ' ') {
                  clean.append(' ');
                }
              } else if (Character.getType(character) == Character.SURROGATE) {
                clean.appendCodePoint(REPLACEMENT);
              } else if (!isInvisible(character)) {
                clean.appendCodePoint(character);
              }
            });
    return clean.toString().strip();
  }

  private static boolean separates(int character) {
    return Character.isWhitespace(character)
        || Character.isSpaceChar(character)
        || Character.isISOControl(character);
  }

  /** Tells whether a character changes the direction of others, or is none (as U+FFFE). */
  private static boolean isInvisible(int character) {
    return (character >= 0x202A && character <= 0x202E)
        || (character >= 0x2066 && character <= 0x2069)
        || character == 0x200E
        || character == 0x200F
        || (character >= 0xFDD0 && character <= 0xFDEF)
        || (character & 0xFFFE) == 0xFFFE;
  }

  /** Returns text as this channel takes it. */
  public String write(String text) {
    return fit(text, Integer.MAX_VALUE);
  }

  /**
   * Returns text as this channel takes it, cut so that it is not longer.
   *
   * @param most in characters of UTF-16, or bytes where the channel counts them
   */
  public String fit(String text, int most) {
    StringBuilder whole = new StringBuilder();
    int size = 0;
    int end = 0;
    for (int character : prepared(text).codePoints().toArray()) {
      String written = written(character);
      size += length(written);
      if (size > most) {
        whole.setLength(end);
        return length(ellipsis()) > most ? "" : whole.append(ellipsis()).toString();
      }
      whole.append(written);
      if (size + length(ellipsis()) <= most) {
        end = whole.length();
      }
    }
    return whole.toString();
  }

  String prepared(String text) {
    return text;
  }

  String written(int character) {
    return Character.toString(character);
  }

  String ellipsis() {
    return "…";
  }

  /** Returns how long the channel finds what was written for it. */
  int length(String written) {
    return written.length();
  }

  private static String xml(int character) {
    return switch (character) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '"' -> "&quot;";
      case '\'' -> "&#39;";
      default -> Character.toString(character);
    };
  }

  private static int utf8(String text) {
    return text.codePoints()
        .map(
            character -> character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4)
        .sum();
  }
}
