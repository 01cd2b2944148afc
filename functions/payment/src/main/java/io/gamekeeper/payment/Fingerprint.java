package io.gamekeeper.payment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A digest that tells whether two requests of one key, or two messages without an id, are the same,
 * without keeping them.
 *
 * @param hex 64 hexadecimal digits
 */
public record Fingerprint(String hex) {

  /** Returns the fingerprint of all that a request asks for, without its player and key. */
  static Fingerprint of(PurchaseRequest request) {
    MessageDigest digest = sha256();
    add(digest, request.sku());
    add(digest, request.store().id());
    add(digest, Integer.toString(request.quantity()));
    add(digest, request.shownPrice().map(p -> p.currency() + " " + p.minorUnits()).orElse(""));
    add(digest, request.receipt().orElse(""));
    return new Fingerprint(HexFormat.of().formatHex(digest.digest()));
  }

  /** Returns the fingerprint of a text. */
  public static Fingerprint of(String text) {
    MessageDigest digest = sha256();
    add(digest, text);
    return new Fingerprint(HexFormat.of().formatHex(digest.digest()));
  }

  // The length keeps two texts from running into one another.
  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
