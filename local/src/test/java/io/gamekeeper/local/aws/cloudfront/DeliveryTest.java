package io.gamekeeper.local.aws.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.Grounds;
import io.gamekeeper.local.engine.Durability;
import io.gamekeeper.local.engine.S3Engine;
import io.gamekeeper.local.http.FrontRequest;
import io.gamekeeper.local.iam.Policy;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.time.StageTime;
import io.gamekeeper.testing.VirtualTime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DeliveryTest {
  private static final String BUCKET = "assets";
  private static final String ARN = "arn:aws:cloudfront::000000000000:distribution/E1";
  private static final String POLICY =
      """
      {"Statement": [
        {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "s3:*", "Resource": "*",
         "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
        {"Effect": "Allow", "Principal": {"Service": "cloudfront.amazonaws.com"},
         "Action": "s3:GetObject",
         "Resource": ["arn:aws:s3:::assets/objects/*", "arn:aws:s3:::assets/channels/*"],
         "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:cloudfront::000000000000:distribution/*"}}}
      ]}
      """;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile Optional<String> knownTag = Optional.empty();
  private volatile boolean originDown;
  private volatile CountDownLatch mayFetch = new CountDownLatch(0);
  private VirtualTime time;
  private S3Engine engine;
  private Ground ground;
  private Deliveries deliveries;
  private Map<Location, Integer> ports;

  @BeforeAll
  void start(@TempDir Path folder) {
    engine = new S3Engine(folder, Durability.TEMPORARY);
    engine.addBucket(BUCKET);
  }

  @AfterAll
  void stop() {
    engine.close();
    client.close();
  }

  @BeforeEach
  void open() throws Exception {
    time = new VirtualTime();
    ground = Grounds.by(time, Path.of("no folder"));
    deliveries = new Deliveries(ground.agenda());
    fetches.set(0);
    originDown = false;
    Policy policy = Policy.parse("Policy", new ObjectMapper().readTree(POLICY));
    S3Origin bucket = new S3Origin(engine, BUCKET, "", () -> Optional.of(policy), ARN);
    CachePolicy cache =
        new CachePolicy(Duration.ZERO, Duration.ofSeconds(30), Duration.ofDays(365), false, true);
    Behavior all =
        new Behavior(
            new PathPattern("*"),
            (path, etag) -> fetch(bucket, path, etag),
            Set.of("GET", "HEAD"),
            cache,
            true,
            List.of(new FrontRequest.Field("x-content-type-options", "nosniff")),
            List.of(new FrontRequest.Field("access-control-allow-origin", "*")));
    ports =
        deliveries.open(
            new Delivery(
                "Distribution",
                "d1.cloudfront.net",
                new Delivery.Settings(
                    List.of(all), Map.of(403, Duration.ofSeconds(5)), Optional.empty()),
                new StageTime(time, time::sleep, ThreadLocalRandom.current())));
  }

  private Origin.Fetched fetch(S3Origin bucket, String path, Optional<String> etag)
      throws IOException {
    fetches.incrementAndGet();
    knownTag = etag;
    try {
      mayFetch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    if (originDown) {
      throw new IOException("down");
    }
    return bucket.fetch(path, etag);
  }

  @AfterEach
  void close() {
    deliveries.close();
    ground.close();
  }

  @Test
  void anObjectIsFetchedOnceForAllLocationsAndThenHit() throws Exception {
    put("objects/a", "content", "public, max-age=31536000, immutable", "text/plain");

    HttpResponse<String> first = get(Location.FRA, "/objects/a");
    time.advance(Duration.ofSeconds(7));
    HttpResponse<String> second = get(Location.FRA, "/objects/a");
    HttpResponse<String> far = get(Location.NRT, "/objects/a", "Origin", "https://play.example");

    assertThat(first.body()).isEqualTo("content");
    assertThat(cacheWord(first)).isEqualTo("Miss from cloudfront");
    assertThat(header(first, "x-amz-cf-pop")).isEqualTo("FRA56-P1");
    assertThat(first.headers().map())
        .containsKeys("etag", "last-modified", "x-content-type-options")
        .doesNotContainKeys("age", "access-control-allow-origin");
    assertThat(cacheWord(second)).isEqualTo("Hit from cloudfront");
    assertThat(header(second, "age")).isEqualTo("7");
    assertThat(cacheWord(far)).isEqualTo("Miss from cloudfront");
    assertThat(header(far, "x-amz-cf-pop")).isEqualTo("NRT57-P1");
    assertThat(header(far, "access-control-allow-origin")).isEqualTo("*");
    assertThat(fetches).hasValue(1);
  }

  @Test
  void whatIsStaleIsConfirmedOrReplacedByItsTag() throws Exception {
    put("channels/live", "one", "max-age=30", "text/plain");
    get(Location.FRA, "/channels/live");
    time.advance(Duration.ofSeconds(31));

    HttpResponse<String> confirmed = get(Location.FRA, "/channels/live");
    assertThat(knownTag)
        .as("what the origin need not send again")
        .hasValue(header(confirmed, "etag"));
    put("channels/live", "two", "max-age=30", "text/plain");
    HttpResponse<String> kept = get(Location.FRA, "/channels/live");
    time.advance(Duration.ofSeconds(31));
    HttpResponse<String> replaced = get(Location.FRA, "/channels/live");

    assertThat(cacheWord(confirmed)).isEqualTo("RefreshHit from cloudfront");
    assertThat(header(confirmed, "age")).isEqualTo("0");
    assertThat(kept.body()).isEqualTo("one");
    assertThat(replaced.body()).isEqualTo("two");
    assertThat(cacheWord(replaced)).isEqualTo("Miss from cloudfront");
    assertThat(fetches).hasValue(3);
  }

  @Test
  void requestsAtTheSameTimeAreOneFetch() throws Exception {
    put("objects/b", "content", "max-age=60", "text/plain");
    mayFetch = new CountDownLatch(1);
    List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      asked.add(
          client.sendAsync(
              request(List.of(Location.FRA, Location.IAD, Location.NRT).get(i % 3), "/objects/b")
                  .build(),
              HttpResponse.BodyHandlers.ofString()));
    }
    org.awaitility.Awaitility.await("the fetch").until(() -> fetches.get() > 0);

    mayFetch.countDown();

    for (CompletableFuture<HttpResponse<String>> answer : asked) {
      assertThat(answer.get().body()).isEqualTo("content");
    }
    assertThat(fetches).hasValue(1);
  }

  @Test
  void whatIsStaleIsBetterThanAnError() throws Exception {
    put("channels/beta", "old", "max-age=1", "text/plain");
    get(Location.FRA, "/channels/beta");
    time.advance(Duration.ofSeconds(5));
    originDown = true;

    assertThat(get(Location.FRA, "/channels/beta").body()).isEqualTo("old");
    assertThat(get(Location.FRA, "/channels/none").statusCode()).isEqualTo(502);
  }

  @Test
  void whatIsMissingLooksForbiddenAndIsRememberedForAWhile() throws Exception {
    HttpResponse<String> missing = get(Location.FRA, "/objects/late");
    put("objects/late", "content", "max-age=60", "text/plain");
    HttpResponse<String> remembered = get(Location.FRA, "/objects/late");
    time.advance(Duration.ofSeconds(6));

    assertThat(missing.statusCode()).isEqualTo(403);
    assertThat(cacheWord(missing)).isEqualTo("Error from cloudfront");
    assertThat(remembered.statusCode()).isEqualTo(403);
    assertThat(get(Location.FRA, "/objects/late").statusCode()).isEqualTo(200);
  }

  @Test
  void whatThePolicyDoesNotAllowIsForbiddenThoughItIsThere() throws Exception {
    put("secret/a", "content", "max-age=60", "text/plain");

    assertThat(get(Location.FRA, "/secret/a").statusCode()).isEqualTo(403);
  }

  /** Who waits for a key that CloudFront is not known to send would serve nothing on AWS. */
  @Test
  void aPolicyThatAsksForTheAccountAsWellLetsNobodyRead() throws Exception {
    put("objects/a", "content", "max-age=60", "text/plain");
    Policy both =
        Policy.parse(
            "Policy",
            new ObjectMapper()
                .readTree(
                    POLICY.replace(
                        "\"Condition\": {\"ArnLike\"",
                        "\"Condition\": {\"StringEquals\": {\"aws:SourceAccount\":"
                            + " \"000000000000\"}, \"ArnLike\"")));

    S3Origin bucket = new S3Origin(engine, BUCKET, "", () -> Optional.of(both), ARN);

    assertThat(bucket.fetch("/objects/a", Optional.empty()).status()).isEqualTo(403);
  }

  @Test
  void rangesAndConditionsAreAnsweredFromTheWholeObject() throws Exception {
    put("objects/c", "0123456789", "max-age=60", "text/plain");
    String tag = header(get(Location.FRA, "/objects/c"), "etag");

    HttpResponse<String> middle = get(Location.FRA, "/objects/c", "Range", "bytes=2-4");
    HttpResponse<String> end = get(Location.FRA, "/objects/c", "Range", "bytes=-3");
    HttpResponse<String> beyond = get(Location.FRA, "/objects/c", "Range", "bytes=10-");
    HttpResponse<String> same = get(Location.FRA, "/objects/c", "If-None-Match", "\"x\", W/" + tag);

    assertThat(middle.statusCode()).isEqualTo(206);
    assertThat(middle.body()).isEqualTo("234");
    assertThat(header(middle, "content-range")).isEqualTo("bytes 2-4/10");
    assertThat(end.body()).isEqualTo("789");
    assertThat(beyond.statusCode()).isEqualTo(416);
    assertThat(same.statusCode()).isEqualTo(304);
    assertThat(fetches).hasValue(1);
  }

  @Test
  void whatIsTooLargeForMemoryIsHandedOnAsItIsRead() throws Exception {
    int size = (16 << 20) + 1000;
    byte[] content = new byte[size];
    new Random(1).nextBytes(content);
    put("objects/large", RequestBody.fromBytes(content), "max-age=60", "image/png");

    assertThat(bytes("/objects/large", "gzip").body()).isEqualTo(content);
    HttpResponse<byte[]> end =
        client.send(
            request(Location.FRA, "/objects/large").header("Range", "bytes=-3").build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(end.statusCode()).isEqualTo(206);
    assertThat(end.body()).containsExactly(Arrays.copyOfRange(content, size - 3, size));
    HttpResponse<String> head =
        client.send(
            request(Location.FRA, "/objects/large").HEAD().build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(header(head, "content-length")).isEqualTo(Integer.toString(size));
    assertThat(get(Location.FRA, "/objects/large", "If-None-Match", "*").statusCode())
        .isEqualTo(304);

    Policy policy = Policy.parse("Policy", new ObjectMapper().readTree(POLICY));
    assertThat(
            new S3Origin(engine, BUCKET, "", () -> Optional.of(policy), ARN)
                .fetch("/objects/large", Optional.empty())
                .body())
        .isInstanceOf(Body.Remote.class);
  }

  @Test
  void textIsCompressedForThoseWhoCanReadIt() throws Exception {
    String text = "{\"level\": 1}".repeat(1000);
    put("objects/d", text, "max-age=60", "application/json");
    put("objects/e", text, "max-age=60", "image/png");

    HttpResponse<byte[]> compressed = bytes("/objects/d", "gzip, br");
    HttpResponse<byte[]> again = bytes("/objects/d", "gzip");

    assertThat(header(compressed, "content-encoding")).isEqualTo("gzip");
    assertThat(header(compressed, "etag")).startsWith("W/");
    assertThat(compressed.body()).hasSizeLessThan(text.length() / 10);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed.body())).readAllBytes())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(text);
    assertThat(header(again, "x-cache")).isEqualTo("Hit from cloudfront");
    assertThat(bytes("/objects/d", "gzip;q=0").headers().map())
        .doesNotContainKey("content-encoding");
    assertThat(bytes("/objects/e", "gzip").headers().map()).doesNotContainKey("content-encoding");
  }

  @Test
  void headIsAnsweredAndOtherMethodsAreNotAllowed() throws Exception {
    put("objects/f", "content", "max-age=60", "text/plain");

    HttpResponse<String> head =
        client.send(
            request(Location.FRA, "/objects/f").HEAD().build(),
            HttpResponse.BodyHandlers.ofString());
    HttpResponse<String> post =
        client.send(
            request(Location.FRA, "/objects/f")
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(header(head, "content-length")).isEqualTo("7");
    assertThat(post.statusCode()).isEqualTo(403);
  }

  @Test
  void aFullCacheForgetsWhatWasNotAskedForLongest() {
    BoundedCache cache = new BoundedCache(4 * 1500);
    for (String key : List.of("a", "b", "c")) {
      cache.put(key, answer(900));
    }
    cache.get("a");

    cache.put("d", answer(900));
    cache.put("e", answer(900));
    cache.put("huge", answer(3000));

    assertThat(cache.get("b")).isNull();
    assertThat(cache.get("a")).isNotNull();
    assertThat(cache.get("huge")).isNull();
    assertThat(cache.bytes()).isLessThanOrEqualTo(4 * 1500);
  }

  private CachedAnswer answer(int bytes) {
    return new CachedAnswer(
        new Origin.Fetched(200, "", "", "", "", "", new Body.Kept(new byte[bytes])),
        time.instant(),
        time.instant());
  }

  private void put(String key, String content, String cacheControl, String type) {
    put(key, RequestBody.fromString(content), cacheControl, type);
  }

  private void put(String key, RequestBody content, String cacheControl, String type) {
    engine
        .client()
        .putObject(
            request -> request.bucket(BUCKET).key(key).cacheControl(cacheControl).contentType(type),
            content);
  }

  private HttpRequest.Builder request(Location location, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.get(location) + path));
  }

  private HttpResponse<String> get(Location location, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request = request(location, path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<byte[]> bytes(String path, String encodings) throws Exception {
    return client.send(
        request(Location.FRA, path).header("Accept-Encoding", encodings).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String cacheWord(HttpResponse<?> response) {
    return header(response, "x-cache");
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("none");
  }
}
