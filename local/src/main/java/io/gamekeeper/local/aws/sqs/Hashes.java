package io.gamekeeper.local.aws.sqs;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hashes of a body that SQS makes, of its UTF-8, in hexadecimal digits. */
final class Hashes {
  private Hashes() {}

  /** Returns the checksum that SQS gives with a body. */
  static String md5(String body) {
    return hash("MD5", body);
  }

  /** Returns the deduplication id that SQS takes from a body. */
  static String sha256(String body) {
    return hash("SHA-256", body);
  }

  private static String hash(String algorithm, String body) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance(algorithm).digest(body.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5 and SHA-256", e);
    }
  }
}
