package io.gamekeeper.asset.aws;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The MD5 by which S3 checks a transfer where nothing better is known; it protects from no
 * attacker.
 */
final class Md5 {
  private Md5() {}

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }
}
