package io.gamekeeper.local.aws.logs.insights;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Cuts a query into words, from left to right; comments begin with a hash. */
final class Scanner {
  enum Kind {
    NUMBER,
    /** A number with a unit of time, such as {@code 5m}. */
    PERIOD,
    /** A field, command, function or keyword. */
    NAME,
    /** A field in backticks. */
    QUOTED_NAME,
    TEXT,
    SIGN,
    END
  }

  /**
   * A word.
   *
   * @param text without quotation marks
   * @param start in the query
   * @param end one behind its last character
   */
  record Token(Kind kind, String text, int start, int end) {
    boolean isKeyword(String word) {
      return kind == Kind.NAME && text.toLowerCase(Locale.ROOT).equals(word);
    }

    boolean isSign(String sign) {
      return kind == Kind.SIGN && text.equals(sign);
    }
  }

  private static final Pattern GAP = Pattern.compile("(?:\\s+|#[^\\n]*)*");
  private static final Pattern WORD =
      Pattern.compile(
          "(?<number>\\d+(?:\\.\\d+)?)(?<unit>[A-Za-z]*)"
              + "|(?<name>[A-Za-z_@][\\w@.]*)"
              + "|`(?<quoted>[^`]+)`"
              + "|(?<text>\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*')"
              + "|(?<sign>!=|<=|>=|=~|[-+*/%^=<>(),\\[\\]|])");
  private static final Pattern REGEX = Pattern.compile("/((?:[^/\\\\]|\\\\.)*)/");
  private static final Pattern ESCAPED = Pattern.compile("\\\\(.)");

  private final String query;
  private int at;
  private @Nullable Token next;

  Scanner(String query) {
    this.query = query;
  }

  /** The part of the query between two places, as it stands there. */
  String text(int start, int end) {
    return query.substring(start, end);
  }

  /** The place behind the last word that was taken. */
  int taken() {
    return at;
  }

  /** Looks at the next word without taking it. */
  Token peek() {
    Token token = next;
    if (token == null) {
      token = scan();
      next = token;
    }
    return token;
  }

  /** Tells whether what comes next is exactly this text. */
  boolean continuesWith(String text) {
    return query.startsWith(text, peek().start());
  }

  /** Goes on at a place. */
  void skip(int place) {
    at = place;
    next = null;
  }

  Token take() {
    Token token = peek();
    at = token.end();
    next = null;
    return token;
  }

  boolean takes(String keyword) {
    boolean found = peek().isKeyword(keyword);
    if (found) {
      take();
    }
    return found;
  }

  boolean takesSign(String sign) {
    boolean found = peek().isSign(sign);
    if (found) {
      take();
    }
    return found;
  }

  Token takeSign(String sign) {
    Token token = take();
    if (!token.isSign(sign)) {
      throw refused("needs " + sign + " where it has " + shown(token), token);
    }
    return token;
  }

  /** Takes a regular expression if one comes next. */
  @Nullable Pattern takeRegex() {
    if (!peek().isSign("/")) {
      return null;
    }
    int start = peek().start();
    Matcher matcher = REGEX.matcher(query);
    if (!matcher.find(start) || matcher.start() != start) {
      throw refused("has a regular expression that is never closed", peek());
    }
    at = matcher.end();
    next = null;
    try {
      return Pattern.compile(matcher.group(1));
    } catch (PatternSyntaxException e) {
      throw new InsightsException(
          "has a regular expression that cannot be read: " + e.getDescription(), start, at);
    }
  }

  private Token scan() {
    Matcher gap = GAP.matcher(query).region(at, query.length());
    int start = gap.lookingAt() ? gap.end() : at;
    if (start == query.length()) {
      return new Token(Kind.END, "", start, start);
    }
    Matcher word = WORD.matcher(query).region(start, query.length());
    if (!word.lookingAt()) {
      throw new InsightsException(
          "has " + query.charAt(start) + ", which means nothing there", start, start + 1);
    }
    int end = word.end();
    if (word.group("number") != null) {
      return new Token(
          word.group("unit").isEmpty() ? Kind.NUMBER : Kind.PERIOD, word.group(), start, end);
    }
    if (word.group("name") != null) {
      return new Token(Kind.NAME, word.group(), start, end);
    }
    if (word.group("quoted") != null) {
      return new Token(Kind.QUOTED_NAME, word.group("quoted"), start, end);
    }
    String text = word.group("text");
    if (text != null) {
      String inner = ESCAPED.matcher(text.substring(1, text.length() - 1)).replaceAll("$1");
      return new Token(Kind.TEXT, inner, start, end);
    }
    return new Token(Kind.SIGN, word.group(), start, end);
  }

  static InsightsException refused(String problem, Token token) {
    return new InsightsException(problem, token.start(), token.end());
  }

  /** A word for messages. */
  static String shown(Token token) {
    return switch (token.kind()) {
      case END -> "its end";
      case TEXT -> '"' + token.text() + '"';
      default -> token.text();
    };
  }
}
