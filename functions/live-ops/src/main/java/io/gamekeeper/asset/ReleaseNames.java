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
 * The rule for names of files and folders in a release: every player's system can store all of
 * them, side by side. {@code docs/asset-names.md} states it for those who make assets.
 *
 * <p>Sources: "Naming Files, Paths, and Namespaces" and "Maximum Path Length Limitation"
 * (learn.microsoft.com); The Unicode Standard, section 3.13, "Default Caseless Matching"; Apple's
 * "Apple File System Reference" (names are compared without case and in one normal form, and have
 * no unassigned characters).
 */
final class ReleaseNames {
  /** In UTF-16 units: Windows' 260 less what a game's own folder takes. */
  static final int LONGEST_PATH = 150;

  /** In bytes of UTF-8: 255 on Linux, less for what tools append. */
  static final int LONGEST_NAME = 200;

  private static final Pattern DEVICE =
      Pattern.compile(
          "(con|prn|aux|nul|conin\\$|conout\\$|clock\\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\\..*)?",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern UNSTORABLE =
      Pattern.compile("[\\p{Cc}\\p{Cn}\\p{Co}\\p{Zl}\\p{Zp}\\ufeff]");

  private ReleaseNames() {}

  /**
   * Checks each path, and that all can lie side by side where case and Unicode's forms do not
   * count: no two files, no two folders, and no file and folder have the same name there.
   *
   * @throws IllegalArgumentException if they break the rule; the message names the path, or two,
   *     and says why
   */
  static void check(Iterable<AssetPath> paths) {
    Map<String, String> spelled = new HashMap<>();
    Map<String, Boolean> isFile = new HashMap<>();
    for (AssetPath path : paths) {
      checkAlone(path.value());
      List<String> names = List.of(path.value().split("/", -1));
      for (int length = 1; length <= names.size(); length++) {
        String prefix = String.join("/", names.subList(0, length));
        String folded = folded(prefix);
        boolean file = length == names.size();
        @Nullable String before = spelled.put(folded, prefix);
        @Nullable Boolean beforeIsFile = isFile.put(folded, file);
        if (before != null
            && (!before.equals(prefix) || file || Boolean.TRUE.equals(beforeIsFile))) {
          throw new IllegalArgumentException(
              before.equals(prefix)
                  ? "the path '" + prefix + "' occurs twice"
                  : "the paths '"
                      + before
                      + "' and '"
                      + prefix
                      + "' are the same where case does not count");
        }
      }
    }
  }

  private static void checkAlone(String path) {
    if (path.length() > LONGEST_PATH) {
      throw broken(
          path,
          "has "
              + path.length()
              + " characters, more than the "
              + LONGEST_PATH
              + " that fit"
              + " below a game's folder on Windows");
    }
    for (String name : path.split("/", -1)) {
      if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
        throw broken(path, "has a name longer than " + LONGEST_NAME + " bytes");
      }
      if (DEVICE.matcher(name).matches()) {
        throw broken(path, "has a name that Windows keeps for a device: '" + name + "'");
      }
      if (UNSTORABLE.matcher(name).find()) {
        throw broken(path, "has a control character, or one that Unicode has not assigned");
      }
    }
  }

  private static IllegalArgumentException broken(String path, String rule) {
    return new IllegalArgumentException(
        "the path '" + UNSTORABLE.matcher(path).replaceAll("?") + "' " + rule);
  }

  /**
   * Returns a text that is equal for all texts that are the same without case, also where one
   * character becomes several ({@code ß}, {@code ẞ}, {@code SS}), and in whatever normal form.
   */
  private static String folded(String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFD);
    return Normalizer.normalize(
        plain.toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT), Normalizer.Form.NFD);
  }
}
