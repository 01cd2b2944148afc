package io.gamekeeper.asset;

import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;

/**
 * The public half of the key that signs manifests.
 *
 * @param id the id in the header of a manifest
 */
public record ManifestKey(String id, ECPublicKey key) {
  private static final int BITS = 256;

  /** Checks that the key is one on P-256. */
  public ManifestKey {
    if (key.getParams().getCurve().getField().getFieldSize() != BITS) {
      throw new IllegalArgumentException("the key " + id + " is not on P-256");
    }
  }

  /**
   * Returns a key as KMS hands it out.
   *
   * @param encoded X.509's SubjectPublicKeyInfo, in DER
   * @throws IllegalArgumentException if it is not a key on P-256
   */
  public static ManifestKey of(String id, byte[] encoded) {
    try {
      return new ManifestKey(
          id,
          (ECPublicKey)
              KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded)));
    } catch (InvalidKeySpecException e) {
      throw new IllegalArgumentException("the key " + id + " is not a public key on P-256", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has elliptic curves", e);
    }
  }
}
