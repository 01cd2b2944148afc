package io.gamekeeper.asset;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;

/**
 * A manifest whose signature is known to be good.
 *
 * @param jws compact serialisation (RFC 7515, section 3.1)
 */
public record SignedManifest(Manifest manifest, String jws) {

  /** The largest manifest that is read: more than a release within the limits can have. */
  public static final int LARGEST = 32 << 20;

  /**
   * Signs a manifest, and checks the signature before anybody sees it.
   *
   * @throws AssetException if it cannot be signed
   */
  static SignedManifest sign(Manifest manifest, ManifestSigner signer, ManifestKey key) {
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(signer.keyId()).build();
    JWSObject unsigned = new JWSObject(header, new Payload(manifest.toJson()));
    byte[] input = unsigned.getSigningInput();
    String jws =
        new String(input, StandardCharsets.US_ASCII) + "." + Base64URL.encode(signer.sign(input));
    try {
      return verify(jws, manifest.channel(), key);
    } catch (IllegalArgumentException e) {
      throw new AssetException(
          "the signing key does not fit its public half: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a manifest from a place that need not be trusted.
   *
   * @throws IllegalArgumentException if it is not a manifest of the channel, or not signed by the
   *     key
   */
  public static SignedManifest verify(String jws, Channel channel, ManifestKey key) {
    if (jws.length() > LARGEST) {
      throw new IllegalArgumentException("the manifest is larger than " + LARGEST + " bytes");
    }
    try {
      JWSObject parsed = JWSObject.parse(jws);
      // Looked at before the signature: a key is never tried with an algorithm that it is not for.
      if (!JWSAlgorithm.ES256.equals(parsed.getHeader().getAlgorithm())) {
        throw new IllegalArgumentException("the manifest is not signed with ES256");
      }
      if (!key.id().equals(parsed.getHeader().getKeyID())) {
        throw new IllegalArgumentException("the manifest is not signed by the key " + key.id());
      }
      if (!parsed.verify(new ECDSAVerifier(key.key()))) {
        throw new IllegalArgumentException("the manifest's signature is wrong");
      }
      Manifest manifest = Manifest.parse(parsed.getPayload().toBytes());
      if (!manifest.channel().equals(channel)) {
        throw new IllegalArgumentException(
            "the manifest is the channel " + manifest.channel() + "'s, not " + channel + "'s");
      }
      return new SignedManifest(manifest, jws);
    } catch (ParseException e) {
      throw new IllegalArgumentException("not a signed manifest: " + e.getMessage(), e);
    } catch (JOSEException e) {
      throw new IllegalArgumentException("the manifest's signature cannot be checked: " + e, e);
    }
  }
}
