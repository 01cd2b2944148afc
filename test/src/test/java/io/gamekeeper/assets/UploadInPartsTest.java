package io.gamekeeper.assets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.asset.AssetException;
import io.gamekeeper.asset.AssetLayout;
import io.gamekeeper.asset.AssetStore;
import io.gamekeeper.asset.LocalAsset;
import io.gamekeeper.asset.aws.S3AssetStore;
import io.gamekeeper.local.engine.Durability;
import io.gamekeeper.local.engine.S3Engine;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Large files on the stage's engine, whose objects are real. */
final class UploadInPartsTest {
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
  void anInterruptedUploadGoesOnWithThePartsThatAreMissing() throws Exception {
    LocalAsset large = RandomAsset.in(folder, "large.bin", 20 * MIB);
    AssetStore breaking =
        new S3AssetStore(
            failing("uploadPart", 2, () -> SdkClientException.create("the network is away")),
            BUCKET,
            false);
    assertThatThrownBy(() -> breaking.put(large))
        .isInstanceOf(AssetException.class)
        .hasMessageContaining("the bucket assets failed to upload objects/")
        .hasMessageContaining("the network is away");
    assertThat(store.stat(large.file().sha256())).as("half an upload is nothing").isEmpty();

    assertThat(store.put(large)).isEqualTo(new AssetStore.Upload(4 * MIB, 16 * MIB));

    assertThat(store.hash(large.file().sha256())).contains(large.file().sha256());
  }

  @Test
  void aPartThatAnotherFileLeftIsSentAgain() throws Exception {
    LocalAsset large = RandomAsset.in(folder, "other.bin", 18 * MIB);
    String key = AssetLayout.content(large.file().sha256());
    String upload =
        engine.client().createMultipartUpload(c -> c.bucket(BUCKET).key(key)).uploadId();
    engine
        .client()
        .uploadPart(
            p -> p.bucket(BUCKET).key(key).uploadId(upload).partNumber(1),
            RequestBody.fromBytes(new byte[8 * MIB]));

    assertThat(store.put(large)).isEqualTo(new AssetStore.Upload(18 * MIB, 0));
    assertThat(store.hash(large.file().sha256())).contains(large.file().sha256());
  }

  /** For instance one that another client began with another kind of checksums. */
  @ParameterizedTest
  @CsvSource({"listPartsPaginator, 400", "listPartsPaginator, 404", "completeMultipartUpload, 400"})
  void anUploadThatCannotBeGoneOnWithIsBegunAnew(String refused, int status) throws Exception {
    LocalAsset large = RandomAsset.in(folder, "refused.bin", 17 * MIB + status + refused.length());
    String key = AssetLayout.content(large.file().sha256());
    engine.client().createMultipartUpload(c -> c.bucket(BUCKET).key(key));
    AtomicInteger calls = new AtomicInteger();
    AssetStore refusing =
        new S3AssetStore(
            failing(
                refused,
                0,
                () ->
                    calls.getAndIncrement() == 0
                        ? S3Exception.builder().statusCode(status).message("no").build()
                        : null),
            BUCKET,
            false);

    assertThat(refusing.put(large)).isEqualTo(new AssetStore.Upload(large.file().size(), 0));

    assertThat(store.hash(large.file().sha256())).contains(large.file().sha256());
    assertThat(engine.client().listMultipartUploads(l -> l.bucket(BUCKET).prefix(key)).uploads())
        .isEmpty();
  }

  /** The engine's client, some of whose calls fail. */
  private static S3Client failing(
      String call, int after, Supplier<@Nullable SdkException> failures) {
    AtomicInteger sent = new AtomicInteger();
    return (S3Client)
        Proxy.newProxyInstance(
            S3Client.class.getClassLoader(),
            new Class<?>[] {S3Client.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals(call)
                  && arguments[0] instanceof AwsRequest
                  && sent.incrementAndGet() > after) {
                SdkException failure = failures.get();
                if (failure != null) {
                  throw failure;
                }
              }
              // The overloads with consumers end up at the methods with requests.
              return method.isDefault() && !(arguments[0] instanceof AwsRequest)
                  ? InvocationHandler.invokeDefault(proxy, method, arguments)
                  : method.invoke(engine.client(), arguments);
            });
  }
}
