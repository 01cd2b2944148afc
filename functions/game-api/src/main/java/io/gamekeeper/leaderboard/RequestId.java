package io.gamekeeper.leaderboard;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.random.RandomGenerator;

/**
 * The id of one request of one player within a board's season. A caller's idempotency key always
 * gives the same id; a request without a key gets a random one. Ids are {@value #LENGTH} ASCII
 * characters.
 */
public final class RequestId {
  /** Characters of an id: a letter and 128 bits in base64url. */
  public static final int LENGTH = 23;

  private static final int BYTES = 16;

  private RequestId() {}

  /** Returns the id of a caller's key. */
  public static String ofKey(String idempotencyKey) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(idempotencyKey.getBytes(StandardCharsets.UTF_8));
      return 'k' + encode(Arrays.copyOf(digest, BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Returns a fresh id for a request without a key. */
  public static String random(RandomGenerator random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return 'r' + encode(bytes);
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
