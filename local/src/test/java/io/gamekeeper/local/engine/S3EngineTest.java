package io.gamekeeper.local.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

final class S3EngineTest {
  private static final String BUCKET = "dev-assets";
  private static final int PART = 5 << 20;

  @TempDir Path folder;

  @Test
  void keptObjectsAreFoundAfterARestart() {
    try (S3Engine engine = new S3Engine(folder.resolve("s3"), Durability.KEPT)) {
      engine.addBucket(BUCKET);
      engine
          .client()
          .putObject(
              put -> put.bucket(BUCKET).key("maps/1.json").metadata(Map.of("release", "7")),
              RequestBody.fromString("{}"));
    }

    try (S3Engine engine = new S3Engine(folder.resolve("s3"), Durability.KEPT)) {
      engine.addBucket(BUCKET);

      assertThat(
              engine
                  .client()
                  .getObjectAsBytes(get -> get.bucket(BUCKET).key("maps/1.json"))
                  .asUtf8String())
          .isEqualTo("{}");
    }
  }

  @Test
  void keysAndContentTypesOfAllSortsPassTheSignature() {
    try (S3Engine engine = new S3Engine(folder, Durability.TEMPORARY)) {
      engine.addBucket(BUCKET);
      S3Client client = engine.client();
      for (String key : Set.of("a b+c", "größe=1/x:y@z", "100%25")) {
        client.putObject(
            put -> put.bucket(BUCKET).key(key).contentType("text/plain; charset=UTF-8"),
            RequestBody.fromString(key));

        assertThat(client.getObjectAsBytes(get -> get.bucket(BUCKET).key(key)).asUtf8String())
            .isEqualTo(key);
      }
      assertThat(client.listObjectsV2(list -> list.bucket(BUCKET).prefix("gr")).contents())
          .extracting(S3Object::key)
          .containsExactly("größe=1/x:y@z");
    }
  }

  /** The client is killed while it sends a part: half of the part is on its way, then no more. */
  @Test
  void anUploadThatWasCutInsideAPartGoesOn() throws Exception {
    Path kept = folder.resolve("s3");
    try (S3Engine engine = new S3Engine(kept, Durability.KEPT)) {
      engine.addBucket(BUCKET);
      S3Client client = engine.client();
      String upload = client.createMultipartUpload(c -> c.bucket(BUCKET).key("a/b")).uploadId();
      UploadPartRequest part =
          UploadPartRequest.builder().bucket(BUCKET).key("a/b").uploadId(upload).build();
      byte[] first = new byte[PART];
      client.uploadPart(part.toBuilder().partNumber(1).build(), RequestBody.fromBytes(first));
      UploadPartRequest second = part.toBuilder().partNumber(2).build();
      try (S3Presigner signer = signer(engine.door())) {
        URL url =
            signer
                .presignUploadPart(
                    p -> p.signatureDuration(Duration.ofMinutes(5)).uploadPartRequest(second))
                .url();
        try (Socket cut = halfOf(url)) {
          await("the engine takes the part")
              .atMost(Duration.ofSeconds(30))
              .untilAsserted(
                  () -> assertThat(files(kept)).anyMatch(file -> file.contains("a/b-2-")));
          assertThat(cut.isConnected()).isTrue();
          assertThat(parts(client, upload)).as("while a part arrives").containsExactly(1);
        }
      }
      assertThat(parts(client, upload)).as("after it broke off").containsExactly(1);

      client.uploadPart(second, RequestBody.fromBytes(new byte[] {7}));
      client.completeMultipartUpload(
          complete ->
              complete
                  .bucket(BUCKET)
                  .key("a/b")
                  .uploadId(upload)
                  .multipartUpload(
                      m ->
                          m.parts(
                              client
                                  .listParts(l -> l.bucket(BUCKET).key("a/b").uploadId(upload))
                                  .parts()
                                  .stream()
                                  .map(
                                      p ->
                                          CompletedPart.builder()
                                              .partNumber(p.partNumber())
                                              .eTag(p.eTag())
                                              .build())
                                  .toList())));

      assertThat(client.headObject(h -> h.bucket(BUCKET).key("a/b")).contentLength())
          .isEqualTo(PART + 1);
      await("the engine notices that nobody sends any more")
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(files(kept)).containsExactly("a/b"));
    }
  }

  @Test
  void anObjectThatWasCutIsNotThere() throws Exception {
    Path kept = folder.resolve("s3");
    try (S3Engine engine = new S3Engine(kept, Durability.KEPT)) {
      engine.addBucket(BUCKET);
      engine.start();
      try (S3Presigner signer = signer(engine.door());
          Socket cut =
              halfOf(
                  signer
                      .presignPutObject(
                          p ->
                              p.signatureDuration(Duration.ofMinutes(5))
                                  .putObjectRequest(put -> put.bucket(BUCKET).key("a/b")))
                      .url())) {
        await("the engine takes the object")
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(() -> assertThat(files(kept)).hasSize(1));
        assertThat(cut.isConnected()).isTrue();
      }
      await("the engine notices that nobody sends any more")
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(files(kept)).isEmpty());
    }
  }

  private static List<Integer> parts(S3Client client, String upload) {
    return client.listParts(l -> l.bucket(BUCKET).key("a/b").uploadId(upload)).parts().stream()
        .map(Part::partNumber)
        .toList();
  }

  private static S3Presigner signer(S3Engine.Door door) {
    return S3Presigner.builder()
        .endpointOverride(door.endpoint())
        .region(Region.US_EAST_1)
        .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(door.user(), door.secret())))
        .build();
  }

  /** Sends the head and half of the body of an upload. */
  private static Socket halfOf(URL url) throws IOException {
    Socket socket = new Socket(url.getHost(), url.getPort());
    String head =
        "PUT %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(url.getFile(), url.getAuthority(), PART);
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(new byte[PART / 2]);
    socket.getOutputStream().flush();
    return socket;
  }

  /** What lies in the kept bucket. */
  private static List<String> files(Path kept) throws IOException {
    try (Stream<Path> below = Files.walk(kept.resolve(BUCKET))) {
      return below
          .filter(Files::isRegularFile)
          .map(file -> kept.resolve(BUCKET).relativize(file).toString())
          .toList();
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
