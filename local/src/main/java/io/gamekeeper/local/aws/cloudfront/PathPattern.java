package io.gamekeeper.local.aws.cloudfront;

import io.gamekeeper.local.iam.Wildcard;

/** Paths by a pattern; it may begin without a slash. */
public final class PathPattern {
  private final Wildcard pattern;

  public PathPattern(String text) {
    pattern = Wildcard.of(text.startsWith("/") ? text : "/" + text);
  }

  boolean matches(String path) {
    return pattern.matches(path);
  }

  @Override
  public String toString() {
    return pattern.toString();
  }
}
