package io.gamekeeper.asset.aws;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.impl.ECDSA;
import io.gamekeeper.asset.AssetException;
import io.gamekeeper.asset.ManifestKey;
import io.gamekeeper.asset.ManifestSigner;
import io.gamekeeper.asset.Sha256;
import java.util.HexFormat;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;

/**
 * Signs with a key of KMS, ECC_NIST_P256 for SIGN_VERIFY. KMS gets the hash, as it takes no message
 * above 4096 bytes, and answers in ASN.1 DER, which JOSE does not use (RFC 7518, section 3.4).
 */
public final class KmsManifestSigner implements ManifestSigner {
  private static final int SIGNATURE_BYTES = 64;

  private final KmsClient kms;
  private final String keyArn;

  public KmsManifestSigner(KmsClient kms, String keyArn) {
    this.kms = kms;
    this.keyArn = keyArn;
  }

  @Override
  public String keyId() {
    return keyArn;
  }

  @Override
  public byte[] sign(byte[] bytes) {
    byte[] hash = HexFormat.of().parseHex(Sha256.of(bytes).hex());
    try {
      byte[] der =
          kms.sign(
                  request ->
                      request
                          .keyId(keyArn)
                          .messageType(MessageType.DIGEST)
                          .signingAlgorithm(SigningAlgorithmSpec.ECDSA_SHA_256)
                          .message(SdkBytes.fromByteArray(hash)))
              .signature()
              .asByteArray();
      return plain(der);
    } catch (SdkException e) {
      throw new AssetException("the manifest cannot be signed: " + e.getMessage(), e);
    }
  }

  /**
   * Returns R and S of a signature as KMS gives it.
   *
   * @throws AssetException if it is not one
   */
  public static byte[] plain(byte[] der) {
    try {
      return ECDSA.transcodeSignatureToConcat(der, SIGNATURE_BYTES);
    } catch (JOSEException e) {
      throw new AssetException("KMS did not return an ECDSA signature: " + e.getMessage(), e);
    }
  }

  /** Returns the key's public half. */
  public static ManifestKey publicKey(KmsClient kms, String keyArn) {
    try {
      return ManifestKey.of(
          keyArn, kms.getPublicKey(request -> request.keyId(keyArn)).publicKey().asByteArray());
    } catch (SdkException | IllegalArgumentException e) {
      throw new AssetException("the signing key cannot be read: " + e.getMessage(), e);
    }
  }
}
