package io.gamekeeper.asset.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gamekeeper.asset.Channel;
import io.gamekeeper.asset.Delivery;
import io.gamekeeper.asset.Location;
import io.gamekeeper.asset.NoReleaseException;
import io.gamekeeper.asset.Sha256;
import io.gamekeeper.asset.client.ReleaseSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AssetHttpTest {
  private static final byte[] BYTES = "0123456789".getBytes(StandardCharsets.UTF_8);
  private static final Sha256 CONTENT = Sha256.of(BYTES);

  private final List<String> hosts = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch end = new CountDownLatch(1);
  private HttpServer server;
  private Location location;
  private AssetHttp http;

  private interface Answer {
    void give(HttpExchange exchange) throws IOException, InterruptedException;
  }

  private Answer answer = exchange -> send(exchange, 200, BYTES, 0);

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            hosts.add(exchange.getRequestHeaders().getFirst("Host") + exchange.getRequestURI());
            answer.give(exchange);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
    location = new Location("FRA", Optional.of("localhost:" + server.getAddress().getPort()));
    http = new AssetHttp(URI.create("http://assets.example.com"), Duration.ofSeconds(20));
  }

  @AfterEach
  void close() {
    end.countDown();
    http.close();
    server.stop(0);
    threads.shutdownNow();
  }

  private static void send(HttpExchange exchange, int status, byte[] bytes, int from)
      throws IOException {
    exchange.sendResponseHeaders(status, bytes.length - from);
    exchange.getResponseBody().write(bytes, from, bytes.length - from);
  }

  @Test
  void aLocationIsAskedForTheAssetsHost() {
    answer =
        exchange -> {
          exchange.getResponseHeaders().set("X-Cache", "Hit from cloudfront");
          send(exchange, 200, BYTES, 0);
        };

    Delivery.Fetched fetched = new HttpDelivery(http).fetch(location, CONTENT);

    assertThat(fetched)
        .isEqualTo(new Delivery.Fetched(200, Delivery.Cache.HIT, BYTES.length, CONTENT, ""));
    assertThat(hosts).containsExactly("assets.example.com/objects/" + CONTENT);
  }

  @Test
  void whereAnAnswerCameFromIsRead() {
    for (String said : List.of("Miss from cloudfront", "RefreshHit from cloudfront", "Error")) {
      answer =
          exchange -> {
            exchange.getResponseHeaders().set("X-Cache", said);
            send(exchange, 200, BYTES, 0);
          };

      assertThat(new HttpDelivery(http).fetch(location, CONTENT).cache())
          .isEqualTo(
              switch (said) {
                case "Miss from cloudfront" -> Delivery.Cache.MISS;
                case "RefreshHit from cloudfront" -> Delivery.Cache.HIT;
                default -> Delivery.Cache.UNKNOWN;
              });
    }
  }

  @Test
  void anAnswerThatStopsHalfWayIsNoAnswer() {
    answer =
        exchange -> {
          exchange.sendResponseHeaders(200, BYTES.length);
          exchange.getResponseBody().write(BYTES, 0, 5);
          exchange.getResponseBody().flush();
          end.await();
        };

    try (AssetHttp hasty = hasty()) {
      Delivery.Fetched fetched = new HttpDelivery(hasty).fetch(location, CONTENT);

      assertThat(fetched.status()).isZero();
      assertThat(fetched.problem()).isNotEmpty();
    }
  }

  /** Returns a client that does not wait for long, for answers that never come. */
  private static AssetHttp hasty() {
    return new AssetHttp(URI.create("http://assets.example.com"), Duration.ofMillis(300));
  }

  @Test
  void anAnswerThatDoesNotBeginIsNoAnswer() {
    answer = exchange -> end.await();

    try (AssetHttp hasty = hasty()) {
      assertThat(new HttpDelivery(hasty).fetch(location, CONTENT).problem()).contains("timed out");
    }
  }

  @Test
  void aLocationWhereNobodyListensIsNoAnswer() {
    server.stop(0);

    assertThat(new HttpDelivery(http).fetch(location, CONTENT).status()).isZero();
  }

  @Test
  void theEndOfAContentIsFetchedByRange() throws Exception {
    answer =
        exchange -> {
          assertThat(exchange.getRequestHeaders().getFirst("Range")).isEqualTo("bytes=4-");
          exchange.getResponseHeaders().set("Content-Range", "bytes 4-9/10");
          send(exchange, 206, BYTES, 4);
        };

    try (ReleaseSource.Part part = new HttpReleaseSource(http, location).content(CONTENT, 4)) {
      assertThat(part.from()).isEqualTo(4);
      assertThat(part.body()).hasContent("456789");
    }
  }

  @Test
  void aSourceThatIgnoresTheRangeSaysSo() throws Exception {
    try (ReleaseSource.Part part = new HttpReleaseSource(http, location).content(CONTENT, 4)) {
      assertThat(part.from()).isZero();
    }
  }

  /** What a cache says to a request for a part; it would say the same next time. */
  @ParameterizedTest
  @CsvSource({
    "206, bytes 5-9/10",
    "206, bytes 4-9",
    "206, items 4-9/10",
    "206, ''",
    "206, bytes */10",
    "416, bytes */10",
    "400, ''",
    "501, ''"
  })
  void whereThePartCannotBeHadTheWholeIsFetched(int status, String range) throws Exception {
    answer =
        exchange -> {
          if (exchange.getRequestHeaders().getFirst("Range") == null) {
            send(exchange, 200, BYTES, 0);
            return;
          }
          if (!range.isEmpty()) {
            exchange.getResponseHeaders().set("Content-Range", range);
          }
          send(exchange, status, BYTES, 5);
        };

    try (ReleaseSource.Part part = new HttpReleaseSource(http, location).content(CONTENT, 4)) {
      assertThat(part.from()).isZero();
      assertThat(part.body()).hasContent("0123456789");
    }
  }

  @Test
  void aPartThatNobodyAskedForIsRefused() {
    answer =
        exchange -> {
          exchange.getResponseHeaders().set("Content-Range", "bytes 5-9/10");
          send(exchange, 206, BYTES, 5);
        };

    for (long from : List.of(0L, 4L)) {
      assertThatThrownBy(() -> new HttpReleaseSource(http, location).content(CONTENT, from))
          .isInstanceOf(IOException.class)
          .hasMessage("the location FRA answers 206 for objects/" + CONTENT);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404})
  void aChannelWithoutAManifestIsNamed(int status) {
    answer = exchange -> send(exchange, status, BYTES, 0);

    assertThatThrownBy(() -> new HttpReleaseSource(http, location).manifest(new Channel("live")))
        .isInstanceOf(NoReleaseException.class)
        .hasMessage(
            "there is no release of a channel live: the location FRA answers "
                + status
                + " for channels/live/manifest.jws");
  }

  @Test
  void aLocationThatCannotAnswerNowIsNoMissingChannel() {
    answer = exchange -> send(exchange, 503, BYTES, 0);

    assertThatThrownBy(() -> new HttpReleaseSource(http, location).manifest(new Channel("live")))
        .isInstanceOf(IOException.class)
        .hasMessage("the location FRA answers 503 for channels/live/manifest.jws");
  }

  @Test
  void onlyAnAddressWithoutAPathWillDo() {
    assertThatThrownBy(() -> new AssetHttp(URI.create("http://a/b"), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AssetHttp(URI.create("ftp://a"), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
