package io.gamekeeper.local.aws.elb;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gamekeeper.local.file.KeptJson;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts what a browser keeps for the load balancer, so that it can neither be read nor changed
 * there (AES-GCM). The key is kept with the stage's data: sessions outlive a restart.
 */
final class Seal {
  private static final String KEY = "seal-key";
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecureRandom random = new SecureRandom();
  private final SecretKey key;

  private Seal(SecretKey key) {
    this.key = key;
  }

  /** Returns a seal with the key that is kept, or a new one. */
  static Seal of(KeptJson<String> kept) {
    if (!kept.has(KEY)) {
      byte[] made = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(made);
      kept.put(KEY, Base64.getEncoder().encodeToString(made));
    }
    return new Seal(new SecretKeySpec(Base64.getDecoder().decode(kept.get(KEY)), "AES"));
  }

  /**
   * Returns a text that only {@link #open} understands; letters, digits, {@code -} and {@code _}.
   *
   * @param purpose what it is for; it opens for nothing else
   */
  String close(String purpose, String text) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] closed = cipher(Cipher.ENCRYPT_MODE, purpose, nonce).doFinal(text.getBytes(UTF_8));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              ByteBuffer.allocate(nonce.length + closed.length).put(nonce).put(closed).array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES", e);
    }
  }

  /** Returns the text; empty if it was not closed here for this purpose. */
  Optional<String> open(String purpose, String closed) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(closed);
      if (bytes.length <= NONCE_BYTES) {
        return Optional.empty();
      }
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, purpose, Arrays.copyOf(bytes, NONCE_BYTES));
      return Optional.of(
          new String(cipher.doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES), UTF_8));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty(); // forged, damaged, or of another stage
    }
  }

  private Cipher cipher(int mode, String purpose, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(purpose.getBytes(UTF_8));
    return cipher;
  }
}
