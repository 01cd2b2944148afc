package io.gamekeeper.payment.lambda;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gamekeeper.contract.IdentityEnvironment;
import java.time.Instant;
import java.util.Date;

/** An issuer of players' tokens. */
final class Players {
  static final IdentityEnvironment IDENTITY =
      new IdentityEnvironment("https://issuer.example", "game", "https://issuer.example/jwks");

  private static final RSAKey KEY = key();

  private Players() {}

  /** Returns the issuer's key set as JSON. */
  static String keySet() {
    return new JWKSet(KEY.toPublicJWK()).toString();
  }

  /** A good {@code Authorization} header for that player. */
  static String bearer(String player, Instant now) {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(IDENTITY.issuer())
            .audience(IDENTITY.audience())
            .subject(player)
            .expirationTime(Date.from(now.plusSeconds(3600)))
            .build();
    SignedJWT token =
        new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("key").build(), claims);
    try {
      token.sign(new RSASSASigner(KEY));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return "Bearer " + token.serialize();
  }

  private static RSAKey key() {
    try {
      return new RSAKeyGenerator(2048).keyID("key").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
