package io.gamekeeper.health.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerRequestEvent;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerResponseEvent;
import io.gamekeeper.contract.LeaderboardEnvironment;
import io.gamekeeper.contract.ScoreLogTable;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.RedisConnection;
import io.gamekeeper.platform.RedisUnavailableException;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.HttpBoundary;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.Route;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.telemetry.TracedDynamoDb;
import io.gamekeeper.platform.telemetry.TracedRedis;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;

/** Answers {@code GET /healthz}: whether the API can serve, and the state of each dependency. */
public final class HealthHandler
    implements RequestHandler<
        ApplicationLoadBalancerRequestEvent, ApplicationLoadBalancerResponseEvent> {
  private static final Logger LOG = LoggerFactory.getLogger(HealthHandler.class);

  // Redis answers or fails within its connection's own second.
  private static final Duration SCORE_LOG_TIMEOUT = Duration.ofSeconds(1);
  private static final String OK = "ok";
  private static final String UNAVAILABLE = "unavailable";

  private final RedisConnection redis;
  private final DynamoDbClient dynamo;
  private final GetItemRequest probe;
  private final HttpBoundary boundary;

  /** Called by Lambda. */
  public HealthHandler() {
    this(Platform.lambda());
  }

  public HealthHandler(Platform platform) {
    LeaderboardEnvironment environment = LeaderboardEnvironment.from(platform.environment());
    Telemetry telemetry = new Telemetry(platform);
    redis =
        new TracedRedis(
            platform.redis(environment.redisHost(), environment.redisPort()), telemetry);
    dynamo = new TracedDynamoDb(platform.client(DynamoDbClient.class), telemetry);
    AttributeValue absent = AttributeValue.fromS("health");
    probe =
        GetItemRequest.builder()
            .tableName(environment.scoreLogTable())
            .key(Map.of(ScoreLogTable.PARTITION_KEY, absent, ScoreLogTable.SORT_KEY, absent))
            .overrideConfiguration(override -> override.apiCallTimeout(SCORE_LOG_TIMEOUT))
            .build();
    boundary = new HttpBoundary(telemetry, Route.open("GET", "/healthz", this::check));
  }

  @Override
  public ApplicationLoadBalancerResponseEvent handleRequest(
      ApplicationLoadBalancerRequestEvent event, Context context) {
    return boundary.serve(event, context);
  }

  private HttpResponse check(Call call) {
    Dependencies dependencies = new Dependencies(redis(), scoreLog());
    boolean healthy = dependencies.redis.equals(OK) && dependencies.scoreLog.equals(OK);
    return HttpResponse.json(
        healthy ? 200 : 503, new HealthResponse(healthy ? OK : UNAVAILABLE, dependencies));
  }

  private String redis() {
    try {
      redis.ping();
      return OK;
    } catch (RedisUnavailableException e) {
      LOG.warn("Redis does not answer: {}", e.getMessage());
      return UNAVAILABLE;
    }
  }

  private String scoreLog() {
    try {
      dynamo.getItem(probe);
      return OK;
    } catch (SdkException e) {
      LOG.warn("The score log does not answer: {}", e.getMessage());
      return UNAVAILABLE;
    }
  }

  /** The answer. */
  record HealthResponse(String status, Dependencies dependencies) {}

  /** What the API needs, each {@code ok} or {@code unavailable}. */
  record Dependencies(String redis, String scoreLog) {}
}
