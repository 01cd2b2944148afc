package io.gamekeeper.platform.identity;

/**
 * The form of a player's id: 1 to 64 of ASCII letters, digits and {@code _ . : -}, but neither
 * {@code .} nor {@code ..}: in a path these mean another place, and clients resolve them before
 * they send it, escaped or not.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3986#section-5.2.4">RFC 3986, remove dot
 *     segments</a>
 */
public final class PlayerId {
  private static final int MAX_LENGTH = 64;

  private PlayerId() {}

  /** Returns whether the text has that form. */
  public static boolean isValid(String id) {
    if (id.isEmpty() || id.length() > MAX_LENGTH || id.equals(".") || id.equals("..")) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      if (!isAllowed(id.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '.'
        || c == ':'
        || c == '-';
  }
}
