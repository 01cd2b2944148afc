package io.gamekeeper.asset;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a file lies in a release: relative, with slashes, in Unicode's composed form, and such that
 * a phone, a console, Windows and Linux can all store it. The rules for names are Windows's, the
 * strictest of them ("Naming Files, Paths, and Namespaces", learn.microsoft.com).
 */
public record AssetPath(String value) implements Comparable<AssetPath> {
  private static final int LONGEST = 512;
  private static final int LONGEST_NAME = 200;
  private static final Pattern FORBIDDEN = Pattern.compile("[\\x00-\\x1f\\x7f\\\\:*?\"<>|]");
  private static final Pattern DEVICE =
      Pattern.compile(
          "(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\\..*)?", Pattern.CASE_INSENSITIVE);

  /**
   * Checks the rules.
   *
   * @throws IllegalArgumentException if one is broken; the message says which
   */
  public AssetPath {
    check(value);
  }

  private static void check(String path) {
    if (bytes(path) > LONGEST) {
      throw broken(path, "is longer than " + LONGEST + " bytes");
    }
    if (!Normalizer.isNormalized(path, Normalizer.Form.NFC)) {
      throw broken(path, "is not in Unicode's composed form");
    }
    for (String name : path.split("/", -1)) {
      if (name.isEmpty() || name.equals(".") || name.equals("..")) {
        throw broken(path, "is not relative, or has an empty name, . or ..");
      }
      if (bytes(name) > LONGEST_NAME) {
        throw broken(path, "has a name longer than " + LONGEST_NAME + " bytes");
      }
      if (FORBIDDEN.matcher(name).find()) {
        throw broken(path, "has a control character or one of \\ : * ? \" < > |");
      }
      if (name.endsWith(".") || name.endsWith(" ") || name.startsWith(" ")) {
        throw broken(path, "has a name that ends with a dot, or begins or ends with a space");
      }
      if (DEVICE.matcher(name).matches()) {
        throw broken(path, "has a name that Windows keeps for a device: " + name);
      }
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(path)) {
      throw broken(path, "is no Unicode text");
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static IllegalArgumentException broken(String path, String rule) {
    String shown = FORBIDDEN.matcher(path).replaceAll("?");
    return new IllegalArgumentException(
        "the path '" + shown.substring(0, Math.min(shown.length(), LONGEST)) + "' " + rule);
  }

  /**
   * Checks that all of the paths can lie side by side where upper and lower case are the same: no
   * two files, no two folders, and no file and folder whose names differ by case only.
   *
   * @throws IllegalArgumentException if they cannot; the message names two of them
   */
  public static void checkTogether(Iterable<AssetPath> paths) {
    Map<String, String> spelled = new HashMap<>();
    Map<String, Boolean> isFile = new HashMap<>();
    for (AssetPath path : paths) {
      List<String> names = List.of(path.value().split("/", -1));
      for (int length = 1; length <= names.size(); length++) {
        String prefix = String.join("/", names.subList(0, length));
        String folded = prefix.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        boolean file = length == names.size();
        @Nullable String before = spelled.put(folded, prefix);
        @Nullable Boolean beforeIsFile = isFile.put(folded, file);
        if (before != null
            && (!before.equals(prefix) || file || Boolean.TRUE.equals(beforeIsFile))) {
          throw new IllegalArgumentException(
              before.equals(prefix)
                  ? "the path '" + prefix + "' is there twice"
                  : "the paths '"
                      + before
                      + "' and '"
                      + prefix
                      + "' are the same where case does not count");
        }
      }
    }
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
