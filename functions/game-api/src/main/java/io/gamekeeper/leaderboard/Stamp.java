package io.gamekeeper.leaderboard;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;

/**
 * The time at which, and the request under which, the log accepted a score. Stamps order all scores
 * of a board: "who was first" is always decided by them. The encoded form has a fixed width and
 * sorts byte-wise in the same order.
 *
 * @param acceptedAtMicros microseconds since 1970, as the log recorded them
 * @param requestId see {@link RequestId}; breaks ties within a microsecond
 */
public record Stamp(long acceptedAtMicros, String requestId) implements Comparable<Stamp> {
  private static final int TIME_DIGITS = 16;

  /** Characters of {@link #encode()}. */
  public static final int ENCODED_LENGTH = TIME_DIGITS + 1 + RequestId.LENGTH;

  private static final long TEN_TO_THE_16TH = 10_000_000_000_000_000L;
  private static final Comparator<Stamp> ORDER =
      Comparator.comparingLong(Stamp::acceptedAtMicros).thenComparing(Stamp::requestId);

  public Stamp {
    if (acceptedAtMicros < 0 || acceptedAtMicros >= TEN_TO_THE_16TH) {
      throw new IllegalArgumentException("time out of range: " + acceptedAtMicros);
    }
    if (requestId.length() != RequestId.LENGTH) {
      throw new IllegalArgumentException("malformed request id: " + requestId);
    }
  }

  /** Reverses {@link #encode()}. */
  public static Stamp decode(String encoded) {
    if (encoded.length() != ENCODED_LENGTH || encoded.charAt(TIME_DIGITS) != ':') {
      throw new IllegalArgumentException("malformed stamp: " + encoded);
    }
    return new Stamp(
        Long.parseLong(encoded, 0, TIME_DIGITS, 10), encoded.substring(TIME_DIGITS + 1));
  }

  /** Reverses {@link #encode()} where text, in ASCII so far, begins with it. */
  public static Stamp startOf(byte[] text) {
    if (text.length < ENCODED_LENGTH || text[TIME_DIGITS] != ':') {
      throw new IllegalArgumentException(
          "no stamp at the start of " + new String(text, StandardCharsets.UTF_8));
    }
    long micros = 0;
    for (int i = 0; i < TIME_DIGITS; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9) {
        throw new IllegalArgumentException(
            "no time at the start of " + new String(text, StandardCharsets.UTF_8));
      }
      micros = micros * 10 + digit;
    }
    return new Stamp(
        micros, new String(text, TIME_DIGITS + 1, RequestId.LENGTH, StandardCharsets.ISO_8859_1));
  }

  /** Returns the time. */
  public Instant acceptedAt() {
    return Instant.EPOCH.plus(acceptedAtMicros, ChronoUnit.MICROS);
  }

  /** Returns sixteen digits, a colon and the request id. */
  public String encode() {
    return Long.toString(TEN_TO_THE_16TH + acceptedAtMicros).substring(1) + ':' + requestId;
  }

  @Override
  public int compareTo(Stamp other) {
    return ORDER.compare(this, other);
  }
}
