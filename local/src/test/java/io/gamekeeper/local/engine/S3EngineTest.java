package io.gamekeeper.local.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

final class S3EngineTest {
  @TempDir Path folder;

  @Test
  void keptObjectsAreFoundAfterARestart() {
    try (S3Engine engine = new S3Engine(folder.resolve("s3"), Durability.KEPT)) {
      engine.addBucket("dev-assets");
      engine
          .client()
          .putObject(
              put -> put.bucket("dev-assets").key("maps/1.json").metadata(Map.of("release", "7")),
              RequestBody.fromString("{}"));
    }

    try (S3Engine engine = new S3Engine(folder.resolve("s3"), Durability.KEPT)) {
      engine.addBucket("dev-assets");

      assertThat(
              engine
                  .client()
                  .getObjectAsBytes(get -> get.bucket("dev-assets").key("maps/1.json"))
                  .asUtf8String())
          .isEqualTo("{}");
    }
  }

  @Test
  void keysAndContentTypesOfAllSortsPassTheSignature() {
    try (S3Engine engine = new S3Engine(folder, Durability.TEMPORARY)) {
      engine.addBucket("dev-assets");
      S3Client client = engine.client();
      for (String key : Set.of("a b+c", "größe=1/x:y@z", "100%25")) {
        client.putObject(
            put -> put.bucket("dev-assets").key(key).contentType("text/plain; charset=UTF-8"),
            RequestBody.fromString(key));

        assertThat(client.getObjectAsBytes(get -> get.bucket("dev-assets").key(key)).asUtf8String())
            .isEqualTo(key);
      }
      assertThat(client.listObjectsV2(list -> list.bucket("dev-assets").prefix("gr")).contents())
          .extracting(S3Object::key)
          .containsExactly("größe=1/x:y@z");
    }
  }

  @Test
  void aTemporaryEngineLeavesNothing() {
    Set<Thread> before = threads();
    try (S3Engine engine = new S3Engine(folder, Durability.TEMPORARY)) {
      engine.start();
      engine.addBucket("added-while-it-runs");
      assertThatThrownBy(
              () -> engine.client().getObject(get -> get.bucket("added-while-it-runs").key("k")))
          .isInstanceOf(NoSuchKeyException.class);
    }

    assertThat(folder).isEmptyDirectory();
    await("pools let their threads go after they were told to")
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThat(threads().stream().filter(t -> !before.contains(t))).isEmpty());
  }

  @Test
  void onceClosedItDoesNotStartAgain() {
    S3Engine engine = new S3Engine(folder, Durability.TEMPORARY);
    engine.close();

    assertThatThrownBy(engine::client)
        .isInstanceOf(EngineException.class)
        .hasMessage("S3 is closed");
  }

  /** All threads but those that the JDK and the test's own tools keep for everybody. */
  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.getName().startsWith("awaitility"))
        .collect(Collectors.toSet());
  }
}
