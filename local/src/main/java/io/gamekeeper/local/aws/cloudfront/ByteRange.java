package io.gamekeeper.local.aws.cloudfront;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One range of bytes.
 *
 * @param first counted from 0; beyond the end if the range lies outside
 * @param last the last byte that belongs to it
 */
record ByteRange(long first, long last) {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /** Returns the range that a header asks for; empty if it asks for several or is malformed. */
  static Optional<ByteRange> parse(String header, long length) {
    Matcher range = RANGE.matcher(header.strip());
    if (!range.matches() || header.strip().equals("bytes=-")) {
      return Optional.empty();
    }
    String from = range.group(1);
    String to = range.group(2);
    if (from.isEmpty()) {
      long suffix = Math.min(length, Long.parseLong(to));
      return Optional.of(new ByteRange(length - suffix, length - 1));
    }
    long first = Long.parseLong(from);
    long last = to.isEmpty() ? length - 1 : Long.parseLong(to);
    if (!to.isEmpty() && last < first) {
      return Optional.empty();
    }
    return Optional.of(new ByteRange(Math.min(first, length), Math.min(last, length - 1)));
  }
}
