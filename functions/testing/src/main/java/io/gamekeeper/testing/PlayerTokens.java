package io.gamekeeper.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.gamekeeper.contract.IdentityEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * An issuer of players' tokens with one key: good tokens, and those that are good but for a part.
 */
public final class PlayerTokens {
  /** What functions and servers are told of the issuer. */
  public static final IdentityEnvironment IDENTITY =
      new IdentityEnvironment("https://issuer.example", "game", "https://issuer.example/jwks.json");

  /** How long a good token lasts. */
  public static final Duration LAST = Duration.ofDays(1);

  private final RSAKey key;

  /** Makes a key with that id. */
  public PlayerTokens(String keyId) {
    try {
      key = new RSAKeyGenerator(2048).keyID(keyId).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK makes RSA keys", e);
    }
  }

  public RSAKey key() {
    return key;
  }

  /** What the issuer of these keys publishes. */
  public static String keySet(PlayerTokens... issuers) {
    return new JWKSet(Stream.of(issuers).<JWK>map(PlayerTokens::key).toList())
        .toPublicJWKSet()
        .toString();
  }

  /** The value of an {@code Authorization} header that is good at that time. */
  public String bearer(String player, Instant now) {
    return bearer(player, now, claims -> claims);
  }

  /** The same with something changed. */
  public String bearer(String player, Instant now, UnaryOperator<JWTClaimsSet.Builder> change) {
    return "Bearer " + token(change.apply(claims(player, now)));
  }

  /** What a good token says. */
  public static JWTClaimsSet.Builder claims(String player, Instant now) {
    return new JWTClaimsSet.Builder()
        .issuer(IDENTITY.issuer())
        .audience(IDENTITY.audience())
        .subject(player)
        .expirationTime(Date.from(now.plus(LAST)));
  }

  /** A token that says this, signed as the issuer signs. */
  public String token(JWTClaimsSet.Builder claims) {
    try {
      return token(new RSASSASigner(key), JWSAlgorithm.RS256, key.getKeyID(), claims.build());
    } catch (JOSEException e) {
      throw new IllegalStateException("a key of our own signs", e);
    }
  }

  /** A token as a forger may sign it. */
  public static String token(
      JWSSigner signer, JWSAlgorithm algorithm, String keyId, JWTClaimsSet claims) {
    SignedJWT token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), claims);
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("the signer does not sign", e);
    }
    return token.serialize();
  }
}
