package io.gamekeeper.leaderboard.lambda;

import io.gamekeeper.contract.LeaderboardEnvironment;
import io.gamekeeper.contract.RebuildEnvironment;
import io.gamekeeper.leaderboard.store.Engines;
import io.gamekeeper.platform.RedisConnection;
import io.gamekeeper.platform.RedisScript;
import io.gamekeeper.platform.RedisUnavailableException;
import io.gamekeeper.platform.WebClient;
import io.gamekeeper.platform.testing.FakePlatform;
import io.gamekeeper.testing.PlayerTokens;
import io.gamekeeper.testing.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

/** What the handlers have around them: the real engines, which fail when told to, and players. */
final class GameBackend {
  private static final PlayerTokens PLAYERS = new PlayerTokens("key");
  private static final PlayerTokens FORGER = new PlayerTokens("key");

  /** Goes on by a microsecond with every look, so that what happens later is later. */
  final VirtualTime clock =
      new VirtualTime(Instant.parse("2026-11-21T12:00:00Z"), Duration.ofNanos(1000));

  final FakePlatform platform = new FakePlatform(clock);
  final List<String> rebuilds = new ArrayList<>();
  final List<String> rebuildTraces = new ArrayList<>();
  final List<String> dynamoCalls = new ArrayList<>();
  boolean redisDown;
  boolean queriesThrottled;
  boolean invokesRefused;

  GameBackend() {
    platform.variables.putAll(
        new LeaderboardEnvironment("redis", 6379, Engines.table(), Engines.table()).toMap());
    platform.variables.putAll(new RebuildEnvironment("rebuild").toMap());
    platform.variables.putAll(PlayerTokens.IDENTITY.toMap());
    platform.clients.put(DynamoDbClient.class, new SwitchedDynamo());
    platform.clients.put(LambdaClient.class, new RecordingLambda());
    platform.redis = new SwitchedRedis();
    platform.web = (request, timeout) -> new WebClient.Response(200, PlayerTokens.keySet(PLAYERS));
  }

  /** A good {@code Authorization} header for that player. */
  String bearer(String player) {
    return PLAYERS.bearer(player, clock.instant());
  }

  String forgedBearer(String player) {
    return FORGER.bearer(player, clock.instant());
  }

  String expiredBearer(String player) {
    return PLAYERS.bearer(player, clock.instant().minus(PlayerTokens.LAST).minusSeconds(3600));
  }

  String bearerForAnotherAudience(String player) {
    return PLAYERS.bearer(player, clock.instant(), claims -> claims.audience("shop"));
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
      request
          .overrideConfiguration()
          .ifPresent(
              configuration ->
                  rebuildTraces.addAll(
                      configuration.headers().getOrDefault("X-Amzn-Trace-Id", List.of())));
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
