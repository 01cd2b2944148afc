package io.gamekeeper.local.aws.cloudfront;

import java.util.regex.Pattern;

/** A pattern of paths in which {@code *} is any text and {@code ?} any character. */
public final class PathPattern {
  private final Pattern pattern;
  private final String text;

  /** Creates a pattern; it may begin without a slash. */
  public PathPattern(String text) {
    this.text = text.startsWith("/") ? text : "/" + text;
    StringBuilder regex = new StringBuilder();
    for (char c : this.text.toCharArray()) {
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    pattern = Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  boolean matches(String path) {
    return pattern.matcher(path).matches();
  }

  @Override
  public String toString() {
    return text;
  }
}
