package io.gamekeeper.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.contract.Bundle;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.packaging.RuntimeApi.Answer;
import io.gamekeeper.testing.Proofs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Needs the built zips and nothing else. The budget for size stands well above what was measured,
 * so that it catches a dependency too many; the one for time is wide, because it also counts what
 * the machine does beside. Functions start one after the other, as Lambda's runtime client unpacks
 * its native library to a fixed place. A start costs a JVM, so of those alike a sample starts.
 */
@Tag(Proofs.SAMPLED)
final class PackagingTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Measured: 18 to 24, and payment's 44 MB: 9 of these are the certificates' library and 12 the
   * clients of SSM and RDS. Lambda's own limit is 250 MB unpacked; these are about cold starts.
   */
  private static final Map<Bundle, Long> LARGEST_ZIP =
      Map.of(
          Bundle.GAME_API, 32L << 20,
          Bundle.PAYMENT, 48L << 20,
          Bundle.INSIGHT, 32L << 20,
          Bundle.CONSOLE, 32L << 20,
          Bundle.PLAYER_EVENTS, 32L << 20,
          Bundle.ON_CALL, 32L << 20);

  /**
   * Measured: 1.5 to 3.2 s from the process's start to its first answer, busy machine; up to 22 s
   * for functions that wait for a database that is not there, as long as work in the background
   * may.
   */
  private static final Duration SLOWEST_START = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static final Map<Bundle, Path> UNPACKED = new EnumMap<>(Bundle.class);

  @BeforeAll
  static void unpack() throws IOException {
    for (Bundle bundle : Bundle.values()) {
      UNPACKED.put(bundle, unpack(zip(bundle), folder.resolve(bundle.module())));
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachHandlerIsInItsZip(GameFunction function) {
    assertThat(
            unpacked(function.bundle())
                .resolve(function.handlerClass().replace('.', '/') + ".class"))
        .isRegularFile();
  }

  @ParameterizedTest
  @EnumSource
  void eachZipIsSmallEnough(Bundle bundle) throws IOException {
    long size = Files.size(zip(bundle));

    System.out.printf("%s.zip: %.1f MB%n", bundle.module(), size / 1048576.0);
    assertThat(size).isLessThan(LARGEST_ZIP.get(bundle));
  }

  /** What {@code .ci/run} shows by building twice; here what made the difference once. */
  @ParameterizedTest
  @EnumSource
  void aZipHoldsNeitherTheFolderNorTheTimeOfItsBuild(Bundle bundle) throws IOException {
    try (ZipFile zip = new ZipFile(zip(bundle).toFile())) {
      assertThat(zip.stream().map(ZipEntry::getTimeLocal).distinct()).hasSize(1);
      for (ZipEntry entry : zip.stream().toList()) {
        byte[] content = zip.getInputStream(entry).readAllBytes();
        assertThatNoFolderIsIn(entry.getName(), content);
        if (entry.getName().startsWith("lib/gamekeeper-")) {
          ZipInputStream jar = new ZipInputStream(new ByteArrayInputStream(content));
          for (ZipEntry part = jar.getNextEntry(); part != null; part = jar.getNextEntry()) {
            assertThatNoFolderIsIn(entry.getName() + "!" + part.getName(), jar.readAllBytes());
          }
        }
      }
    }
  }

  private static void assertThatNoFolderIsIn(String name, byte[] content) {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    for (String folder :
        List.of(
            System.getProperty("gamekeeper.root"),
            Path.of(System.getProperty("user.home"), ".m2").toString())) {
      assertThat(text.contains(folder)).as(name + " names " + folder).isFalse();
    }
  }

  @Test
  void healthAnswersThatItsStoresAreDown() throws Exception {
    JsonNode response = answer(GameFunction.HEALTH, event("GET", "/healthz"));

    assertThat(response.get("statusCode").asInt()).isEqualTo(503);
    assertThat(response.at("/headers/Content-Type").asText()).isEqualTo("application/json");
  }

  @Test
  void scoresAsksForAToken() throws Exception {
    assertThatItAsksForAToken(
        answer(GameFunction.SCORES, event("POST", "/v1/leaderboards/arena/scores")));
  }

  @Test
  void leaderboardsAsksForAToken() throws Exception {
    assertThatItAsksForAToken(
        answer(GameFunction.LEADERBOARDS, event("GET", "/v1/leaderboards/arena")));
  }

  @Test
  void purchasesAsksForAToken() throws Exception {
    assertThatItAsksForAToken(answer(GameFunction.PURCHASES, event("POST", "/v1/purchases")));
  }

  @Test
  void playerLogsAsksForAToken() throws Exception {
    assertThatItAsksForAToken(answer(GameFunction.PLAYER_LOGS, event("POST", "/v1/logs")));
  }

  @Test
  void storeNotificationsAsksForASignature() throws Exception {
    JsonNode response =
        answer(GameFunction.STORE_NOTIFICATIONS, event("POST", "/v1/store-notifications/google"));

    assertThat(response.get("statusCode").asInt()).isIn(400, 401);
  }

  @Test
  void thePurchaseLogGivesBackWhatItCannotRead() throws Exception {
    JsonNode response =
        answer(GameFunction.PURCHASE_LOG, "{\"Records\":[{\"messageId\":\"m1\",\"body\":\"{}\"}]}");

    assertThat(response.at("/batchItemFailures/0/itemIdentifier").asText()).isEqualTo("m1");
  }

  @Test
  void theInboxOfPurchasesGivesBackWhatItCannotRead() throws Exception {
    JsonNode response =
        answer(
            GameFunction.PURCHASE_INBOX, "{\"Records\":[{\"messageId\":\"m1\",\"body\":\"{}\"}]}");

    assertThat(response.at("/batchItemFailures/0/itemIdentifier").asText()).isEqualTo("m1");
  }

  static List<GameFunction> whatHasNoCallerStartsAndFailsForItsStoresOnly() {
    return Proofs.current()
        .of(
            "functions without a caller",
            List.of(
                GameFunction.LEADERBOARD_REBUILD,
                GameFunction.SEASON_END,
                GameFunction.PAYMENT_RECONCILER,
                GameFunction.OUTBOX_RELAY,
                GameFunction.LEDGER_CHECK,
                GameFunction.PLAYER_METRICS,
                GameFunction.SESSION_EVENTS),
            2);
  }

  @ParameterizedTest
  @MethodSource
  void whatHasNoCallerStartsAndFailsForItsStoresOnly(GameFunction function) throws Exception {
    Answer answer = invoke(function, "{\"board\":\"arena\"}");

    assertThat(answer).isInstanceOf(Answer.InvocationError.class);
    assertThat(JSON.readTree(answer.body()).get("errorType").asText())
        .doesNotEndWith("Error")
        .doesNotContain("ClassNotFound");
  }

  private static void assertThatItAsksForAToken(JsonNode response) throws IOException {
    assertThat(response.get("statusCode").asInt()).isEqualTo(401);
    assertThat(response.at("/headers/Content-Type").asText()).isEqualTo("application/problem+json");
    JsonNode problem = JSON.readTree(response.get("body").asText());
    assertThat(problem.get("type").asText()).isEqualTo("/problems/unauthorized");
    assertThat(problem.get("instance").asText()).isEqualTo(RuntimeApi.TRACE);
  }

  private static JsonNode answer(GameFunction function, String event) throws Exception {
    Answer answer = invoke(function, event);
    assertThat(answer).as(answer.body()).isInstanceOf(Answer.Response.class);
    return JSON.readTree(answer.body());
  }

  private static Answer invoke(GameFunction function, String event) throws Exception {
    long began = System.nanoTime();
    try (RuntimeApi api = new RuntimeApi();
        FunctionProcess process =
            new FunctionProcess(
                function,
                unpacked(function.bundle()),
                api,
                folder.resolve(function.functionName() + ".log"))) {
      Answer answer = api.invoke(event, SLOWEST_START.toSeconds());

      Duration start = Duration.ofNanos(System.nanoTime() - began);
      System.out.printf(
          "%s: first answer after %d ms%n", function.functionName(), start.toMillis());
      if (answer == null) {
        throw new AssertionError("no answer in time; it printed:\n" + process.output());
      }
      assertThat(process.output())
          .as("metrics of its cold start, in the embedded format")
          .contains("\"ColdStart\":1");
      return answer;
    }
  }

  /** An event as a load balancer sends it. */
  private static String event(String method, String path) {
    return """
    {"requestContext":{"elb":{"targetGroupArn":"arn:aws:elasticloadbalancing:eu-central-1:\
    123456789012:targetgroup/api/49e9d65c45c6791a"}},"httpMethod":"%s","path":"%s",\
    "queryStringParameters":{},"headers":{"accept":"*/*","content-type":"application/json",\
    "host":"api.example.com","user-agent":"curl/8.5.0","x-amzn-trace-id":"Root=%s",\
    "x-forwarded-for":"203.0.113.9","x-forwarded-port":"443","x-forwarded-proto":"https"},\
    "body":"{\\"score\\":1}","isBase64Encoded":false}\
    """
        .formatted(method, path, RuntimeApi.TRACE);
  }

  private static Path zip(Bundle bundle) {
    return bundle.zip(Path.of(System.getProperty("gamekeeper.root")));
  }

  private static Path unpacked(Bundle bundle) {
    Path path = UNPACKED.get(bundle);
    if (path == null) {
      throw new IllegalStateException("not unpacked: " + bundle);
    }
    return path;
  }

  private static Path unpack(Path zip, Path target) throws IOException {
    try (ZipFile file = new ZipFile(zip.toFile())) {
      Enumeration<? extends ZipEntry> entries = file.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        Path path = target.resolve(entry.getName()).normalize();
        assertThat(path.startsWith(target)).as("no entry leaves its folder").isTrue();
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else {
          Files.createDirectories(path.getParent());
          try (InputStream content = file.getInputStream(entry)) {
            Files.copy(content, path);
          }
        }
      }
    }
    return target;
  }
}
