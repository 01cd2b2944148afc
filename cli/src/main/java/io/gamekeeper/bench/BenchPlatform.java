package io.gamekeeper.bench;

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
import io.gamekeeper.contract.LeaderboardEnvironment;
import io.gamekeeper.contract.RebuildEnvironment;
import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.platform.DatabaseLimits;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.RedisConnection;
import io.gamekeeper.platform.SnapshotHook;
import io.gamekeeper.platform.TraceSink;
import io.gamekeeper.platform.Waiting;
import io.gamekeeper.platform.WebClient;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/**
 * The platform of a handler that reads boards from a given Redis, without a stage around it: it has
 * a token issuer of its own, and AWS clients that refuse every call.
 */
final class BenchPlatform implements Platform {
  private static final String ISSUER = "https://bench.invalid";
  private static final String AUDIENCE = "bench";

  private final RedisConnection redis;
  private final RSAKey key;
  private final RandomGenerator random = new SplittableRandom(11);

  BenchPlatform(RedisConnection redis) {
    this.redis = redis;
    try {
      this.key = new RSAKeyGenerator(2048).keyID("bench").generate();
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK makes RSA keys", e);
    }
  }

  /** Returns an {@code Authorization} header for that player. */
  String authorization(String player) {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
            new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject(player)
                .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(1))))
                .build());
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("our own key signs", e);
    }
    return "Bearer " + token.serialize();
  }

  @Override
  public Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.putAll(new TelemetryEnvironment("bench", "Gamekeeper/bench", "WARN").toMap());
    environment.putAll(new IdentityEnvironment(ISSUER, AUDIENCE, ISSUER + "/jwks").toMap());
    environment.putAll(new LeaderboardEnvironment("redis", 6379, "log", "seasons").toMap());
    environment.putAll(new RebuildEnvironment("rebuild").toMap());
    return environment;
  }

  @Override
  public <C> C client(Class<C> clientInterface) {
    return clientInterface.cast(
        Proxy.newProxyInstance(
            clientInterface.getClassLoader(),
            new Class<?>[] {clientInterface},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException("no AWS in this measurement: " + method);
            }));
  }

  @Override
  public RedisConnection redis(String host, int port) {
    return redis;
  }

  @Override
  public DataSource database(URI address, DatabaseLimits limits) {
    throw new UnsupportedOperationException("no database in this measurement");
  }

  @Override
  public WebClient web() {
    String keys = new JWKSet(key.toPublicJWK()).toString();
    return (request, timeout) -> new WebClient.Response(200, keys);
  }

  @Override
  public InstantSource clock() {
    return Clock.systemUTC();
  }

  @Override
  public Waiting waiting() {
    return Thread::sleep;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public TraceSink traces() {
    return segment -> {};
  }

  @Override
  public void onSnapshot(SnapshotHook hook) {
    // Nothing here is ever frozen.
  }
}
