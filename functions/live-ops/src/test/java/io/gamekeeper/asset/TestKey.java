package io.gamekeeper.asset;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.time.Instant;
import java.util.List;

/** A signing key in memory. */
public final class TestKey implements ManifestSigner {
  private final ECKey key;

  public TestKey(String id) {
    try {
      key = new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String keyId() {
    return key.getKeyID();
  }

  @Override
  public byte[] sign(byte[] bytes) {
    try {
      return new ECDSASigner(key)
          .sign(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(keyId()).build(), bytes)
          .decode();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  public ManifestKey publicKey() {
    try {
      return new ManifestKey(keyId(), key.toECPublicKey());
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns a signed manifest without a publication. */
  public String signed(Channel channel, long number, List<AssetFile> files) {
    return SignedManifest.sign(
            new Manifest(channel, number, Instant.EPOCH, files), this, publicKey())
        .jws();
  }
}
