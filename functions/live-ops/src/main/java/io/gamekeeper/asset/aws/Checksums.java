package io.gamekeeper.asset.aws;

import io.gamekeeper.asset.Sha256;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * What S3 checks a transfer by: SHA-256, or MD5 where nothing better is known; no protection from
 * anybody.
 */
final class Checksums {
  private Checksums() {}

  static byte[] sha256(byte[] bytes, int length) {
    MessageDigest digest = Sha256.digest();
    digest.update(bytes, 0, length);
    return digest.digest();
  }

  static byte[] md5(byte[] bytes, int length) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
    digest.update(bytes, 0, length);
    return digest.digest();
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
