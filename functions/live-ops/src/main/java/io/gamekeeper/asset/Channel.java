package io.gamekeeper.asset;

import java.util.regex.Pattern;

/**
 * A line of releases that players follow, for instance {@code live} or {@code beta}.
 *
 * @param name 1 to 32 lower-case letters, digits and hyphens, a letter or digit first
 */
public record Channel(String name) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  /** Checks the name. */
  public Channel {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "not a channel's name: '"
              + name
              + "'; a channel is 1 to 32 lower-case letters, digits and hyphens, a letter or digit"
              + " first");
    }
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  @Override
  public String toString() {
    return name;
  }
}
