package io.gamekeeper.platform;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A Lua script and the digest under which Redis caches it.
 *
 * @param name for logs and measurements
 * @param source the Lua text
 * @param sha1 its SHA-1 in lower-case hex, as {@code EVALSHA} wants it
 */
public record RedisScript(String name, String source, String sha1) {

  /** Returns a script with that text. */
  public static RedisScript of(String name, String source) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(source.getBytes(StandardCharsets.UTF_8));
      return new RedisScript(name, source, HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
