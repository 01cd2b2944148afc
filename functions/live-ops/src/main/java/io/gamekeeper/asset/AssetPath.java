package io.gamekeeper.asset;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.regex.Pattern;

/**
 * The path of a file in a release: relative, with slashes, in Unicode's composed form, and such
 * that it cannot lead out of its folder on any system. A client insists on these rules; a release
 * must also follow the narrower rule of {@link ReleaseNames}, so that every player's system can
 * store it.
 */
public record AssetPath(String value) implements Comparable<AssetPath> {
  private static final int LONGEST = 512;
  private static final Pattern FORBIDDEN = Pattern.compile("[\\x00-\\x1f\\x7f\\\\:*?\"<>|]");

  /**
   * Checks the rules.
   *
   * @throws IllegalArgumentException if one is broken; the message says which
   */
  public AssetPath {
    check(value);
  }

  private static void check(String path) {
    if (path.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      throw broken(path, "is longer than " + LONGEST + " bytes");
    }
    if (!Normalizer.isNormalized(path, Normalizer.Form.NFC)) {
      throw broken(path, "is not in Unicode's composed form");
    }
    for (String name : path.split("/", -1)) {
      if (name.isEmpty() || name.equals(".") || name.equals("..")) {
        throw broken(path, "is not relative, or has an empty name, . or ..");
      }
      if (FORBIDDEN.matcher(name).find()) {
        throw broken(path, "has a control character or one of \\ : * ? \" < > |");
      }
      if (name.endsWith(".") || name.endsWith(" ") || name.startsWith(" ")) {
        throw broken(path, "has a name that ends with a dot, or begins or ends with a space");
      }
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(path)) {
      throw broken(path, "is not Unicode text");
    }
  }

  private static IllegalArgumentException broken(String path, String rule) {
    String shown = path.replaceAll("\\p{Cntrl}", "?");
    return new IllegalArgumentException(
        "the path '" + shown.substring(0, Math.min(shown.length(), LONGEST)) + "' " + rule);
  }

  @Override
  public int compareTo(AssetPath other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
