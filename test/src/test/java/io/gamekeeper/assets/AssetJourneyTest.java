package io.gamekeeper.assets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gamekeeper.asset.AssetFolder;
import io.gamekeeper.asset.AssetLayout;
import io.gamekeeper.asset.AssetLimits;
import io.gamekeeper.asset.Channel;
import io.gamekeeper.asset.Location;
import io.gamekeeper.asset.ManifestKey;
import io.gamekeeper.asset.ManifestSigner;
import io.gamekeeper.asset.NoReleaseException;
import io.gamekeeper.asset.Outcome;
import io.gamekeeper.asset.Publication;
import io.gamekeeper.asset.Sha256;
import io.gamekeeper.asset.aws.KmsManifestSigner;
import io.gamekeeper.asset.aws.S3AssetStore;
import io.gamekeeper.asset.client.AssetClient;
import io.gamekeeper.asset.client.Update;
import io.gamekeeper.asset.http.AssetHttp;
import io.gamekeeper.asset.http.HttpDelivery;
import io.gamekeeper.asset.http.HttpReleaseSource;
import io.gamekeeper.local.aws.kms.SigningKeys;
import io.gamekeeper.local.engine.Durability;
import io.gamekeeper.local.engine.S3Engine;
import io.gamekeeper.local.iam.AccessControl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** From a folder through bucket and cache to a game's folder, by all adapters. */
final class AssetJourneyTest {
  private static final String BUCKET = "assets";
  private static final String KEY = "arn:aws:kms:eu-central-1:123456789012:key/1";

  @TempDir private static Path temporary;
  private static S3Engine engine;
  private static SigningKeys keys;
  private static HttpServer edge;
  private static ExecutorService threads;
  private static AssetHttp http;
  private static Location location;

  /** What the edge location keeps; manifests are not kept. */
  private static final Map<String, byte[]> CACHE = new ConcurrentHashMap<>();

  @BeforeAll
  static void start() throws IOException {
    engine = new S3Engine(temporary.resolve("s3"), Durability.TEMPORARY);
    engine.addBucket(BUCKET);
    keys = new SigningKeys(new AccessControl(), temporary.resolve("keys.json"));
    keys.create("1", KEY);
    threads = Executors.newVirtualThreadPerTaskExecutor();
    edge = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    edge.setExecutor(threads);
    edge.createContext("/", AssetJourneyTest::deliver);
    edge.start();
    http = new AssetHttp(URI.create("http://assets.example.com"), Duration.ofSeconds(10));
    location = new Location("FRA", Optional.of("127.0.0.1:" + edge.getAddress().getPort()));
  }

  @AfterAll
  static void stop() {
    http.close();
    edge.stop(0);
    threads.shutdownNow();
    engine.close();
  }

  /** As CloudFront would, as far as it matters here. */
  private static void deliver(HttpExchange exchange) throws IOException {
    try (exchange) {
      String key = exchange.getRequestURI().getPath().substring(1);
      boolean hit = CACHE.containsKey(key);
      byte[] bytes;
      try {
        bytes =
            hit
                ? CACHE.getOrDefault(key, new byte[0])
                : engine.client().getObjectAsBytes(g -> g.bucket(BUCKET).key(key)).asByteArray();
      } catch (NoSuchKeyException e) {
        exchange.sendResponseHeaders(403, -1);
        return;
      }
      if (key.startsWith("objects/")) {
        CACHE.put(key, bytes);
      }
      exchange.getResponseHeaders().set("X-Cache", (hit ? "Hit" : "Miss") + " from cloudfront");
      exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static Publication publication() {
    return new Publication(
        new S3AssetStore(engine.client(), BUCKET, false),
        new HttpDelivery(http),
        new ManifestSigner() {
          @Override
          public String keyId() {
            return KEY;
          }

          @Override
          public byte[] sign(byte[] bytes) {
            byte[] digest = HexFormat.of().parseHex(Sha256.of(bytes).hex());
            return KmsManifestSigner.plain(keys.sign(KEY, digest));
          }
        },
        key(),
        List.of(location),
        new Publication.Surroundings(
            InstantSource.system(), wait -> {}, RandomGenerator.getDefault(), line -> {}, 4));
  }

  private static ManifestKey key() {
    return ManifestKey.of(KEY, keys.publicKey(KEY));
  }

  private static AssetFolder folder(String name, Map<String, String> files) throws IOException {
    Path folder = Files.createDirectories(temporary.resolve(name));
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    return AssetFolder.scan(folder, AssetLimits.DEFAULT);
  }

  private static AssetClient game(Channel channel) {
    return new AssetClient(
        temporary.resolve("game-" + channel),
        channel,
        key(),
        new HttpReleaseSource(http, location),
        wait -> {});
  }

  @Test
  void aGameGetsWhatWasReleasedAndPaysForWhatChanged() throws Exception {
    Channel live = new Channel("live");
    String map = "m".repeat(100_000);
    publication().release(live, folder("one", Map.of("map.json", map, "a/wind.ogg", "whoo")));

    assertThat(game(live).update()).isEqualTo(new Update.Updated(0, 1, 2, 2, 100_004, 0));

    Outcome second =
        publication().release(live, folder("two", Map.of("map.json", map, "a/wind.ogg", "whee")));
    assertThat(second)
        .isInstanceOfSatisfying(
            Outcome.Published.class,
            published -> {
              assertThat(published.sentBytes()).isEqualTo(4);
              assertThat(published.warmings())
                  .singleElement()
                  .satisfies(
                      warming -> {
                        assertThat(warming.firstHits()).isZero();
                        assertThat(warming.secondHits()).isEqualTo(1);
                      });
            });
    assertThat(game(live).update()).isEqualTo(new Update.Updated(1, 2, 2, 1, 4, 100_000));

    assertThat(publication().rollback(live, 1).number()).isEqualTo(3);
    assertThat(game(live).update()).isEqualTo(new Update.Updated(2, 3, 2, 1, 4, 100_000));
    Path played = game(live).current().orElseThrow();
    assertThat(played.resolve("a/wind.ogg")).hasContent("whoo");
    assertThat(publication().list(live)).extracting(r -> r.number()).containsExactly(3L, 2L, 1L);
  }

  @Test
  void whatIsDamagedInTheBucketNeverReachesAPlayer() throws Exception {
    Channel beta = new Channel("beta");
    AssetFolder files = folder("beta", Map.of("sky.png", "blue"));
    String content = AssetLayout.content(files.assets().getFirst().file().sha256());
    engine.client().putObject(p -> p.bucket(BUCKET).key(content), RequestBody.fromString("blua"));

    publication().release(beta, files);

    assertThat(game(beta).update()).isInstanceOf(Update.Updated.class);
    assertThat(game(beta).current().orElseThrow().resolve("sky.png")).hasContent("blue");
  }

  @Test
  void aGameWithoutAReleaseSaysWhatIsMissing() {
    assertThatThrownBy(() -> game(new Channel("none")).update())
        .isInstanceOf(NoReleaseException.class)
        .hasMessage(
            "there is no release of a channel none: the location FRA answers 403 for"
                + " channels/none/manifest.jws");
    assertThat(temporary.resolve("game-none")).doesNotExist();
  }
}
