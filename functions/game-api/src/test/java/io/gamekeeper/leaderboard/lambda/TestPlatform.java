package io.gamekeeper.leaderboard.lambda;

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
import io.gamekeeper.leaderboard.ManualClock;
import io.gamekeeper.leaderboard.store.Engines;
import io.gamekeeper.platform.DatabaseLimits;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.RedisConnection;
import io.gamekeeper.platform.RedisScript;
import io.gamekeeper.platform.RedisUnavailableException;
import io.gamekeeper.platform.SnapshotHook;
import io.gamekeeper.platform.TraceSink;
import io.gamekeeper.platform.Waiting;
import io.gamekeeper.platform.WebClient;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;

/** The real engines, an issuer of tokens and a clock, as a function sees them. */
final class TestPlatform implements Platform {
  private static final String ISSUER = "https://issuer.example";
  private static final RSAKey KEY = key("key");
  private static final RSAKey FORGED = key("key");

  private final Map<String, String> environment = new HashMap<>();
  private final Random random = new Random(17);
  final ManualClock clock = new ManualClock(Instant.parse("2026-11-21T12:00:00Z"));
  final List<String> rebuilds = new ArrayList<>();
  final List<SnapshotHook> hooks = new ArrayList<>();
  final List<String> segments = new ArrayList<>();
  final List<String> dynamoCalls = new ArrayList<>();
  boolean redisDown;
  boolean queriesThrottled;
  boolean invokesRefused;

  TestPlatform() {
    environment.putAll(
        new LeaderboardEnvironment("redis", 6379, Engines.table(), Engines.table()).toMap());
    environment.putAll(new RebuildEnvironment("rebuild").toMap());
    environment.putAll(
        new IdentityEnvironment(ISSUER, "game", "https://issuer.example/jwks").toMap());
    environment.putAll(new TelemetryEnvironment("test", "Gamekeeper/test", "INFO").toMap());
  }

  /** A good {@code Authorization} header for that player. */
  String bearer(String player) {
    return bearer(player, KEY, "game", clock.instant().plusSeconds(3600));
  }

  String forgedBearer(String player) {
    return bearer(player, FORGED, "game", clock.instant().plusSeconds(3600));
  }

  String expiredBearer(String player) {
    return bearer(player, KEY, "game", clock.instant().minusSeconds(3600));
  }

  String bearerForAnotherAudience(String player) {
    return bearer(player, KEY, "shop", clock.instant().plusSeconds(3600));
  }

  private static String bearer(String player, RSAKey key, String audience, Instant expiry) {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .audience(audience)
            .subject(player)
            .expirationTime(Date.from(expiry))
            .build();
    SignedJWT token =
        new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("key").build(), claims);
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return "Bearer " + token.serialize();
  }

  private static RSAKey key(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Map<String, String> environment() {
    return environment;
  }

  @Override
  public <C> C client(Class<C> clientInterface) {
    Object client =
        clientInterface == DynamoDbClient.class ? new SwitchedDynamo() : new RecordingLambda();
    return clientInterface.cast(client);
  }

  @Override
  public RedisConnection redis(String host, int port) {
    return new SwitchedRedis();
  }

  @Override
  public DataSource database(URI address, DatabaseLimits limits) {
    throw new UnsupportedOperationException("no database here");
  }

  @Override
  public WebClient web() {
    return (request, timeout) ->
        new WebClient.Response(200, new JWKSet(KEY.toPublicJWK()).toString());
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public Waiting waiting() {
    return clock::advance;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public TraceSink traces() {
    return segments::add;
  }

  @Override
  public void onSnapshot(SnapshotHook hook) {
    hooks.add(hook);
  }

  private final class SwitchedDynamo implements DynamoDbClient {
    @Override
    public GetItemResponse getItem(GetItemRequest request) {
      dynamoCalls.add("GetItem");
      return Engines.dynamo().getItem(request);
    }

    @Override
    public PutItemResponse putItem(PutItemRequest request) {
      dynamoCalls.add("PutItem");
      return Engines.dynamo().putItem(request);
    }

    @Override
    public QueryResponse query(QueryRequest request) {
      dynamoCalls.add("Query");
      if (queriesThrottled) {
        throw ProvisionedThroughputExceededException.builder()
            .statusCode(400)
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .errorCode("ProvisionedThroughputExceededException")
                    .build())
            .build();
      }
      return Engines.dynamo().query(request);
    }

    @Override
    public String serviceName() {
      return "dynamodb";
    }

    @Override
    public void close() {}
  }

  private final class RecordingLambda implements LambdaClient {
    @Override
    public InvokeResponse invoke(InvokeRequest request) {
      if (invokesRefused) {
        throw LambdaException.builder()
            .statusCode(403)
            .awsErrorDetails(AwsErrorDetails.builder().errorCode("AccessDeniedException").build())
            .build();
      }
      rebuilds.add(request.invocationTypeAsString() + ' ' + request.payload().asUtf8String());
      return InvokeResponse.builder().statusCode(202).build();
    }

    @Override
    public String serviceName() {
      return "lambda";
    }

    @Override
    public void close() {}
  }

  private final class SwitchedRedis implements RedisConnection {
    @Override
    public @Nullable Object run(RedisScript script, List<String> keys, List<String> arguments) {
      requireUp();
      return Engines.redis().run(script, keys, arguments);
    }

    @Override
    public List<@Nullable Object> runAll(RedisScript script, List<ScriptCall> calls) {
      requireUp();
      return Engines.redis().runAll(script, calls);
    }

    @Override
    public void ping() {
      requireUp();
      Engines.redis().ping();
    }

    private void requireUp() {
      if (redisDown) {
        throw new RedisUnavailableException("down", null);
      }
    }
  }
}
