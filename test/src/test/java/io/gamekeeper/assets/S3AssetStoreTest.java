package io.gamekeeper.assets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.asset.AssetException;
import io.gamekeeper.asset.AssetLayout;
import io.gamekeeper.asset.AssetStore;
import io.gamekeeper.asset.Channel;
import io.gamekeeper.asset.LocalAsset;
import io.gamekeeper.asset.Sha256;
import io.gamekeeper.asset.aws.S3AssetStore;
import io.gamekeeper.local.engine.Durability;
import io.gamekeeper.local.engine.S3Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** The store on the stage's engine, whose objects are real. */
final class S3AssetStoreTest {
  private static final String BUCKET = "assets";
  private static final int MIB = 1 << 20;

  @TempDir private static Path folder;
  private static S3Engine engine;
  private static AssetStore store;

  @BeforeAll
  static void start() {
    engine = new S3Engine(folder.resolve("s3"), Durability.TEMPORARY);
    engine.addBucket(BUCKET);
    store = new S3AssetStore(engine.client(), BUCKET, false);
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  @Test
  void aContentIsStoredUnderItsHashForEver() throws Exception {
    LocalAsset asset = RandomAsset.in(folder, "small.txt", 1000);
    Sha256 content = asset.file().sha256();
    assertThat(store.stat(content)).isEmpty();
    assertThat(store.hash(content)).isEmpty();

    assertThat(store.put(asset)).isEqualTo(new AssetStore.Upload(1000, 0));

    assertThat(store.stat(content)).contains(new AssetStore.Stored(1000, Optional.empty()));
    assertThat(store.hash(content)).contains(content);
    var head = engine.client().headObject(h -> h.bucket(BUCKET).key(AssetLayout.content(content)));
    assertThat(head.cacheControl()).isEqualTo("public, max-age=31536000, immutable");
    assertThat(head.contentType()).isEqualTo("text/plain;charset=utf-8");
  }

  @Test
  void aFileThatWasChangedMeanwhileIsNotStored() throws Exception {
    for (int size : List.of(10, 17 * MIB)) {
      LocalAsset asset = RandomAsset.in(folder, "changed" + size, size);
      byte[] other = Files.readAllBytes(asset.source());
      other[other.length - 1]++;
      Files.write(asset.source(), other);

      assertThatThrownBy(() -> store.put(asset))
          .isInstanceOf(AssetException.class)
          .hasMessageEndingWith("was changed meanwhile: release again");
      assertThat(store.stat(asset.file().sha256())).isEmpty();
    }
  }

  @Test
  void theManifestIsReplacedOnlyIfItIsStillTheSame() {
    Channel channel = new Channel("one");
    assertThat(store.current(channel)).isEmpty();
    assertThat(store.replace(channel, Optional.of("\"0\""), "x")).isFalse();

    assertThat(store.replace(channel, Optional.empty(), "first")).isTrue();
    assertThat(store.replace(channel, Optional.empty(), "again")).isFalse();
    String version = store.current(channel).orElseThrow().version();
    assertThat(store.replace(channel, Optional.of(version), "second")).isTrue();
    assertThat(store.replace(channel, Optional.of(version), "late")).isFalse();

    assertThat(store.current(channel).orElseThrow().jws()).isEqualTo("second");
  }

  @Test
  void ofManyWhoReplaceAtOnceExactlyOneWins() throws Exception {
    Channel channel = new Channel("race");
    // Few, as the server closes a refused writer's connection, which the client then finds in its
    // pool.
    int writers = 3;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 8; round++) {
        Optional<String> version = store.current(channel).map(AssetStore.Current::version);
        CyclicBarrier start = new CyclicBarrier(writers);
        List<Future<Boolean>> wins = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
          String jws = round + "." + writer;
          wins.add(
              threads.submit(
                  () -> {
                    start.await();
                    return store.replace(channel, version, jws);
                  }));
        }
        int won = 0;
        for (int writer = 0; writer < writers; writer++) {
          if (wins.get(writer).get()) {
            won++;
            assertThat(store.current(channel).orElseThrow().jws()).isEqualTo(round + "." + writer);
          }
        }
        assertThat(won).as("round %d", round).isEqualTo(1);
      }
    }
  }

  @Test
  void releasesAreKeptOnceAndListedByNumber() {
    Channel channel = new Channel("kept");
    for (long number : List.of(10L, 9L, 1L)) {
      store.keep(channel, number, "release " + number);
    }
    store.keep(channel, 9, "another");
    engine
        .client()
        .putObject(
            p -> p.bucket(BUCKET).key("channels/kept/releases/notes.txt"),
            RequestBody.fromString("x"));

    assertThat(store.kept(channel)).containsExactly(1L, 9L, 10L);
    assertThat(store.kept(channel, 9)).contains("release 9");
    assertThat(store.kept(channel, 2)).isEmpty();
  }

  @Test
  void channelsAreThoseThatHaveAFolder() {
    engine.addBucket("channels");
    AssetStore empty = new S3AssetStore(engine.client(), "channels", false);
    assertThat(empty.channels()).isEmpty();
    for (String key :
        List.of("live/manifest.jws", "live/releases/1.jws", "beta/manifest.jws", "No/a", "b")) {
      engine
          .client()
          .putObject(p -> p.bucket("channels").key("channels/" + key), RequestBody.fromString("x"));
    }

    assertThat(empty.channels()).containsExactly(new Channel("beta"), new Channel("live"));
  }

  @Test
  void aBucketThatIsNotThereIsNamed() {
    AssetStore none = new S3AssetStore(engine.client(), "none", false);

    assertThatThrownBy(() -> none.current(new Channel("live")))
        .isInstanceOf(AssetException.class)
        .hasMessageStartingWith("the bucket none failed to read channels/live/manifest.jws");
  }
}
