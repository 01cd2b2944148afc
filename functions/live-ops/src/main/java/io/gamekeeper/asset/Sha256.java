package io.gamekeeper.asset;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A content's SHA-256, which is also its name.
 *
 * @param hex 64 digits, in lower case
 */
public record Sha256(String hex) implements Comparable<Sha256> {
  private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{64}");

  /** Checks the digits. */
  public Sha256 {
    if (!DIGITS.matcher(hex).matches()) {
      throw new IllegalArgumentException("not a SHA-256 in lower-case hexadecimal: " + hex);
    }
  }

  /** Returns the SHA-256 of bytes. */
  public static Sha256 of(byte[] content) {
    MessageDigest digest = digest();
    digest.update(content);
    return of(digest);
  }

  /** Returns the digest of what was read; the digest starts anew. */
  public static Sha256 of(MessageDigest digest) {
    return new Sha256(HexFormat.of().formatHex(digest.digest()));
  }

  /** Returns a digest for content that comes in pieces. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public int compareTo(Sha256 other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
