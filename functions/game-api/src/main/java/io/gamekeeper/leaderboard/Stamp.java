package io.gamekeeper.leaderboard;

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
  /** Characters of {@link #encode()}. */
  public static final int ENCODED_LENGTH = 17 + RequestId.LENGTH;

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
    if (encoded.length() != ENCODED_LENGTH || encoded.charAt(16) != ':') {
      throw new IllegalArgumentException("malformed stamp: " + encoded);
    }
    return new Stamp(Long.parseLong(encoded, 0, 16, 10), encoded.substring(17));
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
