package io.gamekeeper.local.iam;

/**
 * The pattern language of AWS: {@code *} is any text, {@code ?} any one character. Services differ
 * in whether case counts and whether {@code \} quotes.
 */
public final class Wildcard {
  private final String pattern;
  private final boolean ignoreCase;
  private final boolean quotes;

  private Wildcard(String pattern, boolean ignoreCase, boolean quotes) {
    this.pattern = pattern;
    this.ignoreCase = ignoreCase;
    this.quotes = quotes;
  }

  /** A pattern for resource names, paths and values. */
  public static Wildcard of(String pattern) {
    return new Wildcard(pattern, false, false);
  }

  /** A pattern for actions, hosts and other names that are compared without regard to case. */
  public static Wildcard ignoringCase(String pattern) {
    return new Wildcard(pattern, true, false);
  }

  /** The same pattern where {@code \} takes away the meaning of the character behind it. */
  public Wildcard quoting() {
    return new Wildcard(pattern, ignoreCase, true);
  }

  /** Whether the whole text matches. Linear in time but for patterns with several stars. */
  public boolean matches(String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int retry = 0;
    while (t < text.length()) {
      char wanted = p < pattern.length() ? pattern.charAt(p) : 0;
      if (wanted == '*') {
        star = p++;
        retry = t;
        continue;
      }
      boolean quoted = quotes && wanted == '\\' && p + 1 < pattern.length();
      if (p < pattern.length()
          && (quoted
              ? same(pattern.charAt(p + 1), text.charAt(t))
              : wanted == '?' || same(wanted, text.charAt(t)))) {
        p += quoted ? 2 : 1;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++retry;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  private boolean same(char one, char other) {
    return one == other
        || (ignoreCase && Character.toLowerCase(one) == Character.toLowerCase(other));
  }

  @Override
  public String toString() {
    return pattern;
  }
}
