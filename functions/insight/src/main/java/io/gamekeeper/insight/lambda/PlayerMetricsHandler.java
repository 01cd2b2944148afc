package io.gamekeeper.insight.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.gamekeeper.contract.CollectorEnvironment;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.insight.Collector;
import io.gamekeeper.insight.OtherRunException;
import io.gamekeeper.insight.store.CloudWatchSink;
import io.gamekeeper.insight.store.DynamoBooks;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.session.RedisSessionFeed;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.telemetry.TracedDynamoDb;
import io.gamekeeper.platform.telemetry.TracedRedis;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Runs each minute: counts what players did and sends the metrics of complete minutes and days.
 * Answers {@code {"events": n, "sent": n, "uncertain": n}}. Fails when an engine does not answer or
 * CloudWatch takes nothing; the next run goes on from what is kept.
 */
public final class PlayerMetricsHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  private static final Logger LOG = LoggerFactory.getLogger(PlayerMetricsHandler.class);

  /** The longest time of a step: two calls of Redis and some of DynamoDB and CloudWatch. */
  private static final Duration STEP = Duration.ofSeconds(15);

  private final Collector collector;
  private final Telemetry telemetry;

  /** Called by Lambda. */
  public PlayerMetricsHandler() {
    this(Platform.lambda());
  }

  public PlayerMetricsHandler(Platform platform) {
    telemetry = new Telemetry(platform);
    CollectorEnvironment environment = CollectorEnvironment.from(platform.environment());
    DynamoBooks books =
        new DynamoBooks(
            new TracedDynamoDb(platform.client(DynamoDbClient.class), telemetry),
            environment.figures().table(),
            platform.clock());
    collector =
        new Collector(
            new RedisSessionFeed(
                new TracedRedis(
                    platform.redis(environment.redisHost(), environment.redisPort()), telemetry)),
            books,
            books,
            new CloudWatchSink(
                platform.client(CloudWatchClient.class),
                TelemetryEnvironment.from(platform.environment()),
                telemetry),
            platform.clock());
  }

  @Override
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    return telemetry.invocation(context, Telemetry.correlationId(null, context), this::run);
  }

  private Map<String, Object> run() {
    Collector.Report report;
    try {
      report = collector.run(() -> telemetry.timeLeft().compareTo(STEP) > 0);
    } catch (OtherRunException e) {
      LOG.info("Another run counts: {}", e.toString());
      return Map.of("events", 0, "sent", 0, "uncertain", 0);
    }
    telemetry.record(GameMetric.UNCERTAIN_POINTS, report.uncertain());
    if (report.refused().isPresent()) {
      throw new IllegalStateException(
          "CloudWatch takes no metrics: " + report.refused().orElseThrow());
    }
    return Map.of(
        "events", report.events(), "sent", report.sent(), "uncertain", report.uncertain());
  }
}
