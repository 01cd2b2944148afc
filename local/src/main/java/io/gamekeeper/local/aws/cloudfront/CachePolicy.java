package io.gamekeeper.local.aws.cloudfront;

import java.time.Duration;
import java.util.Locale;

/**
 * How long answers are kept, and what of a request tells one from another besides its path.
 *
 * @param minimum the shortest time, whatever the origin says
 * @param otherwise the time if the origin says nothing
 * @param maximum the longest time, whatever the origin says
 * @param wholeQuery whether the query belongs to the key
 * @param gzip whether a compressed answer may be kept beside the plain one
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html">How
 *     long content stays in the cache</a>
 */
public record CachePolicy(
    Duration minimum, Duration otherwise, Duration maximum, boolean wholeQuery, boolean gzip) {

  /** How long an answer with that {@code Cache-Control} is fresh; empty for none. */
  Duration freshFor(String cacheControl) {
    long seconds = -1;
    for (String part : cacheControl.toLowerCase(Locale.ROOT).split(",", -1)) {
      String directive = part.strip();
      if (directive.equals("no-store")
          || directive.equals("no-cache")
          || directive.equals("private")) {
        return minimum;
      }
      if (directive.startsWith("s-maxage=")) {
        return within(number(directive.substring("s-maxage=".length())));
      }
      if (directive.startsWith("max-age=")) {
        seconds = number(directive.substring("max-age=".length()));
      }
    }
    return seconds < 0 ? max(minimum, otherwise) : within(seconds);
  }

  private Duration within(long seconds) {
    Duration said = Duration.ofSeconds(seconds);
    return max(minimum, said.compareTo(maximum) > 0 ? maximum : said);
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** A damaged number makes an answer stale at once. */
  private static long number(String text) {
    return text.matches("\\d{1,10}") ? Long.parseLong(text) : 0;
  }
}
