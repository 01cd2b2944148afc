package io.gamekeeper.local.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
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
import io.gamekeeper.local.client.WebHosts;
import io.gamekeeper.local.file.PrivateFiles;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.platform.WebClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The issuer of tokens that the functions accept. Issuer, audience and the address of the key set
 * come from the functions' environments.
 */
public final class TokenIssuer {
  private static final int KEY_BITS = 2048;

  private final InstantSource clock;
  private final WebHosts web;
  private final CompletableFuture<RSAKey> made;

  /**
   * The file for a new key, which is created when it is first needed; null if the key exists
   * already.
   */
  private @Nullable Path file;

  private @Nullable IdentityEnvironment identity;

  private TokenIssuer(
      InstantSource clock, WebHosts web, CompletableFuture<RSAKey> made, @Nullable Path file) {
    this.clock = clock;
    this.web = web;
    this.made = made;
    this.file = file;
  }

  /**
   * Opens an issuer with a key that is created in a folder at the first start, and kept there.
   * Creating it takes a second, in which the rest of the stage starts.
   */
  public static TokenIssuer open(Path folder, InstantSource clock, WebHosts web) {
    Path file = folder.resolve("token-key.json");
    try {
      Optional<String> kept = PrivateFiles.read(file);
      if (kept.isPresent()) {
        RSAKey key = RSAKey.parse(kept.get());
        return new TokenIssuer(clock, web, CompletableFuture.completedFuture(key), null);
      }
      Executor background = Thread.ofPlatform().daemon().name("token-key")::start;
      return new TokenIssuer(
          clock, web, CompletableFuture.supplyAsync(TokenIssuer::makeKey, background), file);
    } catch (IOException e) {
      throw unusable(file, e);
    } catch (ParseException e) {
      throw new StageException(
          "the token issuer's key " + file + " is damaged; delete it and start again", e);
    }
  }

  private static RSAKey makeKey() {
    try {
      return new RSAKeyGenerator(KEY_BITS)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.RS256)
          .keyID(UUID.randomUUID().toString())
          .generate();
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK makes RSA keys", e);
    }
  }

  private static StageException unusable(Path file, IOException e) {
    return new StageException(
        "the token issuer's key " + file + " can be neither read nor written", e);
  }

  /** Returns the key; creates it at its first use. */
  private synchronized RSAKey key() {
    RSAKey key = made.join();
    Path unwritten = file;
    if (unwritten != null) {
      try {
        PrivateFiles.write(unwritten, key.toJSONString());
      } catch (IOException e) {
        throw unusable(unwritten, e);
      }
      file = null;
    }
    return key;
  }

  /**
   * Answers for the key set that somebody with these variables trusts, if they name one.
   *
   * @throws StageException if another one trusts another issuer
   */
  public synchronized void trustedBy(String logicalId, Map<String, String> environment) {
    if (!environment.containsKey(IdentityEnvironment.JWKS_URL)) {
      return;
    }
    IdentityEnvironment trusted;
    try {
      trusted = IdentityEnvironment.from(environment);
    } catch (IllegalArgumentException e) {
      throw StageException.of(logicalId, String.valueOf(e.getMessage()), e);
    }
    IdentityEnvironment known = identity;
    if (known != null && !known.equals(trusted)) {
      throw StageException.of(
          logicalId, "it trusts " + trusted + ", but another function trusts " + known);
    }
    identity = trusted;
    URI keySet = URI.create(trusted.jwksUrl());
    String answer = new JWKSet(key().toPublicJWK()).toString();
    web.register(
        keySet.getHost(),
        asked ->
            asked.uri().getPath().equals(keySet.getPath())
                ? new WebClient.Response(200, answer)
                : new WebClient.Response(404, ""));
  }

  /**
   * Returns a bearer token.
   *
   * @throws StageException if no function checks tokens
   */
  public String issue(String player, Duration timeToLive) {
    IdentityEnvironment trusted;
    synchronized (this) {
      trusted = identity;
    }
    if (trusted == null) {
      throw new StageException("no function of the templates checks tokens; there is no issuer");
    }
    RSAKey key = key();
    Instant now = clock.instant();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID(key.getKeyID())
                .type(JOSEObjectType.JWT)
                .build(),
            new JWTClaimsSet.Builder()
                .issuer(trusted.issuer())
                .audience(trusted.audience())
                .subject(player)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(timeToLive)))
                .build());
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK signs with RSA", e);
    }
    return token.serialize();
  }
}
