package io.gamekeeper.local.aws.cloudfront;

import java.time.Duration;
import java.util.Locale;

/**
 * A cache policy: how long answers are kept, and what the cache key consists of besides the path.
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

  /**
   * Returns how long an answer with that {@code Cache-Control} is fresh; an empty header counts as
   * none.
   */
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

  /** Returns a number of seconds; 0 if it is malformed, which makes an answer stale at once. */
  private static long number(String text) {
    return text.matches("\\d{1,10}") ? Long.parseLong(text) : 0;
  }
}
