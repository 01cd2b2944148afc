package io.gamekeeper.local.iam;

import java.util.regex.Pattern;

/** IAM's pattern language: {@code *} is any text, {@code ?} any one character. */
final class Wildcard {
  private final Pattern pattern;

  private Wildcard(Pattern pattern) {
    this.pattern = pattern;
  }

  /** A pattern for resource names and values. */
  static Wildcard of(String text) {
    return new Wildcard(Pattern.compile(regex(text), Pattern.DOTALL));
  }

  /** A pattern for actions and other names that IAM compares without regard to case. */
  static Wildcard ignoringCase(String text) {
    return new Wildcard(Pattern.compile(regex(text), Pattern.DOTALL | Pattern.CASE_INSENSITIVE));
  }

  private static String regex(String text) {
    StringBuilder regex = new StringBuilder();
    text.chars()
        .forEach(
            c ->
                regex.append(
                    switch (c) {
                      case '*' -> ".*";
                      case '?' -> ".";
                      default -> Pattern.quote(Character.toString(c));
                    }));
    return regex.toString();
  }

  boolean matches(String text) {
    return pattern.matcher(text).matches();
  }
}
