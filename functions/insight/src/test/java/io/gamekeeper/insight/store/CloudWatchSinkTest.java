package io.gamekeeper.insight.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.insight.MetricsRefusedException;
import io.gamekeeper.insight.OutcomeUnknownException;
import io.gamekeeper.insight.Point;
import io.gamekeeper.platform.telemetry.Telemetry;
import io.gamekeeper.platform.testing.FakePlatform;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;

/** The SDK's client with the retries that functions have, in front of a server of this machine. */
final class CloudWatchSinkTest {
  private static final Instant AT = Instant.parse("2026-06-01T12:00:00Z");
  private static final Point POINT =
      new Point(GameMetric.ARPU, Optional.of("EUR"), AT, 1, 1.5, 1.5, 1.5);
  private static final Point SET =
      new Point(
          GameMetric.AVERAGE_SESSION_DURATION,
          Optional.empty(),
          AT,
          1_000_000,
          1.0 / 3 * 1e9,
          1,
          7);

  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private volatile int status = 200;
  private volatile boolean hangsUp;
  private HttpServer server;
  private CloudWatchSink sink;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          // The SDK compresses large calls; how much that saves is not counted on.
          boolean compressed =
              "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
          InputStream in = exchange.getRequestBody();
          byte[] body = (compressed ? new GZIPInputStream(in) : in).readAllBytes();
          bodies.add(new String(body, StandardCharsets.ISO_8859_1));
          if (!hangsUp) {
            exchange.sendResponseHeaders(status, -1);
          }
          exchange.close();
        });
    server.start();
    CloudWatchClient client =
        CloudWatchClient.builder()
            .endpointOverride(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
            .region(Region.EU_CENTRAL_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
            .httpClient(UrlConnectionHttpClient.create())
            .overrideConfiguration(
                config ->
                    config
                        .apiCallAttemptTimeout(Duration.ofSeconds(10))
                        .retryStrategy(
                            AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(3)
                                .build()))
            .build();
    sink =
        new CloudWatchSink(
            client,
            new TelemetryEnvironment("player-metrics", "Gamekeeper/test", "INFO"),
            new Telemetry(new FakePlatform()));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void pointsLeaveWithTheirDimensionsUnitAndTime() {
    sink.send(List.of(POINT, SET));

    assertThat(bodies).hasSize(1);
    assertThat(bodies.getFirst())
        .contains("Gamekeeper", "ARPU", "Currency", "EUR", "Service", "player-metrics")
        .contains("AverageSessionDuration", "Seconds", "StatisticValues", "SampleCount");
  }

  @Test
  void theLargestCallIsNoLargerThanItIsCountedAndThanItMayBe() {
    List<Point> most = Collections.nCopies(sink.mostPoints(), SET);

    sink.send(most);

    long counted = sink.mostPoints() * sink.bytes(SET);
    assertThat((long) bodies.getFirst().length()).isLessThanOrEqualTo(counted);
    assertThat(counted).isLessThanOrEqualTo(sink.mostBytes());
    bodies.clear();
    sink.send(Collections.nCopies(sink.mostPoints(), POINT));
    assertThat((long) bodies.getFirst().length())
        .isLessThanOrEqualTo(sink.mostPoints() * sink.bytes(POINT));
  }

  @Test
  void aCallWithoutAnAnswerIsMadeOnce() {
    hangsUp = true;

    assertThatThrownBy(() -> sink.send(List.of(POINT))).isInstanceOf(OutcomeUnknownException.class);
    assertThat(bodies).hasSize(1);
  }

  @Test
  void aCallThatFailsInCloudWatchIsMadeOnce() {
    status = 500;

    assertThatThrownBy(() -> sink.send(List.of(POINT))).isInstanceOf(OutcomeUnknownException.class);
    assertThat(bodies).hasSize(1);
  }

  @Test
  void whatIsRefusedCanBeRepeated() {
    for (int refusal : List.of(400, 403, 429, 503)) {
      status = refusal;
      assertThatThrownBy(() -> sink.send(List.of(POINT)))
          .as("status " + refusal)
          .isInstanceOf(MetricsRefusedException.class);
    }
  }

  @Test
  void whatFindsNobodyCanBeRepeated() {
    server.stop(0);

    assertThatThrownBy(() -> sink.send(List.of(POINT))).isInstanceOf(MetricsRefusedException.class);
  }
}
