package io.gamekeeper.asset;

/** Signs manifests with ES256 (RFC 7518, section 3.4), with a key that never leaves its place. */
public interface ManifestSigner {

  /** Returns the id of the key, for the header of what is signed. */
  String keyId();

  /**
   * Signs bytes: ECDSA on P-256 over their SHA-256.
   *
   * @return 64 bytes, R and S
   * @throws AssetException if it cannot be signed now
   */
  byte[] sign(byte[] bytes);
}
