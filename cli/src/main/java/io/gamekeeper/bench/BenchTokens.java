package io.gamekeeper.bench;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gamekeeper.contract.IdentityEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** An issuer of players' tokens for what is measured without a stage around it. */
final class BenchTokens {
  private static final String ISSUER = "https://id.bench.example";
  private static final String AUDIENCE = "gamekeeper";
  private static final Duration LAST = Duration.ofDays(1);
  private static final int KEY_BITS = 2048;

  private final RSAKey key;

  BenchTokens() {
    try {
      key =
          new RSAKeyGenerator(KEY_BITS)
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(JWSAlgorithm.RS256)
              .keyID("bench")
              .generate();
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK makes RSA keys", e);
    }
  }

  /** What a function or server is told of the issuer whose keys are at that address. */
  static IdentityEnvironment identity(String jwksUrl) {
    return new IdentityEnvironment(ISSUER, AUDIENCE, jwksUrl);
  }

  String keySet() {
    return new JWKSet(key.toPublicJWK()).toString();
  }

  String token(String player) {
    Instant now = Instant.now();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
            new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject(player)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LAST)))
                .build());
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK signs with RSA", e);
    }
    return token.serialize();
  }
}
