package io.gamekeeper.leaderboard;

/** The form of a player's id: 1 to 64 of letters, digits and {@code _ . : -}. */
public final class PlayerId {
  private static final int MAX_LENGTH = 64;

  private PlayerId() {}

  /** Whether the text has that form. */
  public static boolean isValid(String id) {
    if (id.isEmpty() || id.length() > MAX_LENGTH) {
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
