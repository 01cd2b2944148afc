package io.gamekeeper.local.aws.ses;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mail address without the name that may stand before it. Names of domains are in lower case.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html">SendEmail:
 *     7-bit ASCII, names encoded as in RFC 2047</a>
 */
record MailAddress(String local, String domain) {
  private static final Pattern NAMED = Pattern.compile("[\\x20-\\x7e]*<([^<>]*)>\\s*");
  private static final Pattern LOCAL =
      Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");
  private static final Pattern DOMAIN =
      Pattern.compile(
          "([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?");
  private static final int LONGEST_LOCAL = 64;
  private static final int LONGEST = 320;

  /** Reads {@code ann@example.com} or {@code Ann <ann@example.com>}; empty if it is neither. */
  static Optional<MailAddress> parse(String text) {
    Matcher named = NAMED.matcher(text);
    String plain = named.matches() ? named.group(1) : text;
    int at = plain.lastIndexOf('@');
    if (at < 1 || at > LONGEST_LOCAL || text.length() > LONGEST) {
      return Optional.empty();
    }
    String local = plain.substring(0, at);
    String domain = plain.substring(at + 1);
    return LOCAL.matcher(local).matches() && isDomain(domain)
        ? Optional.of(new MailAddress(local, domain.toLowerCase(Locale.ROOT)))
        : Optional.empty();
  }

  /** Tells whether a text is the name of a domain. */
  static boolean isDomain(String text) {
    return DOMAIN.matcher(text).matches();
  }

  @Override
  public String toString() {
    return local + "@" + domain;
  }
}
