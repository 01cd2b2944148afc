package io.gamekeeper.local.aws.elb;

/**
 * A pattern of a listener rule: {@code *} is any text, {@code ?} any character, {@code \} quotes.
 */
final class Wildcard {
  private final String pattern;
  private final boolean ignoreCase;

  private Wildcard(String pattern, boolean ignoreCase) {
    this.pattern = pattern;
    this.ignoreCase = ignoreCase;
  }

  static Wildcard caseSensitive(String pattern) {
    return new Wildcard(pattern, false);
  }

  static Wildcard ignoringCase(String pattern) {
    return new Wildcard(pattern, true);
  }

  /** Whether the whole text matches. Linear in time but for patterns with several stars. */
  boolean matches(String text) {
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
      boolean quoted = wanted == '\\' && p + 1 < pattern.length();
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
