package io.gamekeeper.infra.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.contract.GameServerContract;
import io.gamekeeper.infra.config.CdkJson;
import io.gamekeeper.infra.config.StageConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The scripts of an instance run for real, by bash, below a folder of their own; a program called
 * {@code aws} writes down what it is asked, and a small server is the instance's metadata service.
 */
final class ServerScriptsTest {
  private static final String TOKEN = "a-token";
  private static final String NOBODY_WAITS =
      "An error occurred (ValidationError): No active Lifecycle Action found";
  private static final String SERVED = "var/lib/game-server/served";
  private static final String AWS =
      """
      #!/bin/bash
      echo "$*" >>"$CALLS"
      case "$1 $2" in
        's3 cp') cp "$RELEASE" "${@: -1}" ;;
        autoscaling*)
          if [ -n "$REFUSAL" ] && [ "$(grep -c autoscaling "$CALLS")" -le "$REFUSALS" ]; then
            echo "$REFUSAL" >&2
            exit 255
          fi
          ;;
      esac
      """;

  private final Map<String, String> metadata = new HashMap<>();
  private final Map<String, String> variables = new HashMap<>();
  private final AtomicInteger health = new AtomicInteger(200);
  private final AtomicInteger healthChecks = new AtomicInteger();

  @TempDir private Path root;

  private HttpServer server = serving();
  private String sha256 = "";
  private String refusal = "";
  private int refusals = Integer.MAX_VALUE;
  private int readySeconds = 30;

  @BeforeEach
  void anInstance() throws IOException {
    install("instance.sh", "opt/gamekeeper/lib/instance.sh");
    for (String script : List.of("install-release", "in-service", "out-of-service")) {
      install(script + ".sh", "opt/gamekeeper/bin/" + script);
    }
    Path aws = root.resolve("shims/aws");
    Files.createDirectories(aws.getParent());
    Files.writeString(aws, AWS);
    assertThat(aws.toFile().setExecutable(true)).isTrue();
    sha256 = checksum(standIn());
    metadata.put("instance-id", "i-0123456789abcdef0");
    metadata.put("autoscaling/target-lifecycle-state", "InService");
  }

  @AfterEach
  void noMetadataServiceAnyMore() {
    server.stop(0);
  }

  @Test
  void aReleaseWithTheRightChecksumIsInstalled() throws Exception {
    Run run = run("install-release");

    assertThat(run.status()).as(run.output()).isZero();
    assertThat(calls().getFirst()).contains("s3 cp").contains("s3://bucket/key.gz");
    assertThat(root.resolve("opt/gamekeeper/release/bin/game-server")).isExecutable();
    assertThat(run.output()).contains("installed stand-in");
    assertThat(leftOvers()).isEmpty();
  }

  @Test
  void anotherReleaseTakesThePlaceOfTheOneBefore() throws Exception {
    Path before = root.resolve("opt/gamekeeper/release/of-before");
    Files.createDirectories(before);

    Run run = run("install-release");

    assertThat(run.status()).as(run.output()).isZero();
    assertThat(before).doesNotExist();
    assertThat(root.resolve("opt/gamekeeper/release/VERSION")).exists();
    assertThat(leftOvers()).isEmpty();
  }

  @Test
  void aReleaseWithAnotherChecksumIsNotInstalled() throws Exception {
    sha256 = "0".repeat(64);

    Run run = run("install-release");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.output()).contains("has not the checksum " + sha256);
    assertThat(root.resolve("opt/gamekeeper/release")).doesNotExist();
    assertThat(leftOvers()).isEmpty();
  }

  @Test
  void aServerThatIsReadyGoesIntoService() throws Exception {
    Run run = run("in-service");

    assertThat(run.status()).as(run.output()).isZero();
    assertThat(calls()).containsExactly(completed(GameServerContract.READY_HOOK, "CONTINUE"));
  }

  @Test
  void aServerThatBecomesReadyIsWaitedFor() throws Exception {
    health.set(503);

    Run run = run("in-service");

    assertThat(run.status()).as(run.output()).isZero();
    assertThat(healthChecks).hasValueGreaterThan(2);
    assertThat(calls()).containsExactly(completed(GameServerContract.READY_HOOK, "CONTINUE"));
  }

  @Test
  void aServerThatIsNotReadyInTimeIsGivenUp() throws Exception {
    health.set(500);
    readySeconds = 1;

    Run run = run("in-service");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.output()).contains("not ready within 1 s");
    assertThat(calls()).containsExactly(completed(GameServerContract.READY_HOOK, "ABANDON"));
  }

  @Test
  void aServerThatStartsAgainWhileNobodyWaitsIsNoFault() throws Exception {
    assertThat(run("in-service").status()).isZero();
    Files.delete(root.resolve("calls"));
    refusal = NOBODY_WAITS;

    Run run = run("in-service");

    assertThat(run.status()).as(run.output()).isZero();
    assertThat(calls()).hasSize(1);
  }

  @Test
  void aServerThatIsFasterThanItsGroupTriesAgain() throws Exception {
    refusal = NOBODY_WAITS;
    refusals = 2;

    Run run = run("in-service");

    assertThat(run.status()).as(run.output()).isZero();
    assertThat(run.output()).contains("told gamekeeper-dev-servers: ready CONTINUE");
    assertThat(calls())
        .hasSize(3)
        .containsOnly(completed(GameServerContract.READY_HOOK, "CONTINUE"));
    assertThat(root.resolve(SERVED)).exists();
  }

  @Test
  void aGroupThatNeverWaitsIsNotAskedForEver() throws Exception {
    refusal = NOBODY_WAITS;
    readySeconds = 1;

    Run run = run("in-service");

    assertThat(run.status()).as(run.output()).isZero();
    // The shell counts whole seconds: the first one may be over right after the first call.
    assertThat(calls()).hasSizeBetween(1, 3);
  }

  @Test
  void nobodyAsksForAServerThatHasEndedSinceItWasReady() throws Exception {
    refusal = NOBODY_WAITS;
    Process ended = new ProcessBuilder("true").start();
    assertThat(ended.waitFor(10, TimeUnit.SECONDS)).isTrue();
    variables.put("MAINPID", Long.toString(ended.pid()));

    Run run = run("in-service");

    assertThat(run.status()).isEqualTo(1);
    assertThat(calls()).hasSize(1);
    assertThat(root.resolve(SERVED)).doesNotExist();
  }

  @Test
  void aServerThatEndsBeforeItsGroupWaitsForThatTriesAgain() throws Exception {
    for (String state : List.of("Terminated", "Warmed:Stopped")) {
      metadata.put("autoscaling/target-lifecycle-state", "InService");
      refusal = "";
      assertThat(run("in-service").status()).isZero();
      Files.delete(root.resolve("calls"));
      metadata.put("autoscaling/target-lifecycle-state", state);
      refusal = NOBODY_WAITS;
      refusals = 1;

      Run run = run("out-of-service");

      assertThat(run.status()).as(run.output()).isZero();
      assertThat(calls())
          .as(state)
          .hasSize(2)
          .containsOnly(completed(GameServerContract.DRAIN_HOOK, "CONTINUE"));
      assertThat(root.resolve(SERVED)).doesNotExist();
    }
  }

  @Test
  void nobodyWaitsForAServerThatIsPreparedForTheWarmPool() throws Exception {
    metadata.put("autoscaling/target-lifecycle-state", "Warmed:Stopped");
    assertThat(run("in-service").status()).isZero();
    assertThat(root.resolve(SERVED)).doesNotExist();
    Files.delete(root.resolve("calls"));
    refusal = NOBODY_WAITS;

    Run run = run("out-of-service");

    assertThat(run.status()).as(run.output()).isZero();
    assertThat(calls()).hasSize(1);
  }

  @Test
  void anInstanceThatIsToGoSaysThatItsServerHasEnded() throws Exception {
    for (String state : List.of("Terminated", "Warmed:Stopped")) {
      Files.deleteIfExists(root.resolve("calls"));
      metadata.put("autoscaling/target-lifecycle-state", state);

      Run run = run("out-of-service");

      assertThat(run.status()).as(run.output()).isZero();
      assertThat(calls())
          .as(state)
          .containsExactly(completed(GameServerContract.DRAIN_HOOK, "CONTINUE"));
    }
  }

  @Test
  void aServerThatEndsForAnotherReasonConcernsNobody() throws Exception {
    Run run = run("out-of-service");

    assertThat(run.status()).as(run.output()).isZero();
    assertThat(calls()).isEmpty();
  }

  @Test
  void aServerThatEndsByAFaultIsCountedForItsRelease() throws Exception {
    try (ServerSocket agent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      agent.setSoTimeout(10_000);
      variables.put("AWS_EMF_AGENT_ENDPOINT", "tcp://127.0.0.1:" + agent.getLocalPort());
      variables.put("SERVICE_RESULT", "exit-code");

      Run run = run("out-of-service");

      assertThat(run.status()).as(run.output()).isZero();
      JsonNode document;
      try (Socket taken = agent.accept()) {
        document = new ObjectMapper().readTree(taken.getInputStream());
      }
      JsonNode directive = document.at("/_aws/CloudWatchMetrics/0");
      assertThat(directive.path("Namespace").asText()).isEqualTo("Gamekeeper/dev");
      assertThat(directive.path("Dimensions").toString())
          .isEqualTo(
              "[[\"%s\"],[\"%s\",\"%s\"]]"
                  .formatted(GameMetric.SERVICE, GameMetric.SERVICE, GameMetric.RELEASE));
      assertThat(directive.at("/Metrics/0/Name").asText())
          .isEqualTo(GameMetric.SERVER_FAULTS.metricName());
      assertThat(document.path(GameMetric.SERVER_FAULTS.metricName()).asInt()).isOne();
      assertThat(document.path(GameMetric.RELEASE).asText()).isEqualTo("1a2b3c4d");
      assertThat(document.at("/_aws/LogGroupName").asText()).isEqualTo("/gamekeeper/dev/servers");
      assertThat(Instant.ofEpochMilli(document.at("/_aws/Timestamp").asLong()))
          .isBetween(Instant.now().minusSeconds(60), Instant.now());
      assertThat(calls()).isEmpty();
    }
  }

  @Test
  void anAgentThatIsAwayDoesNotKeepAnInstance() throws Exception {
    metadata.put("autoscaling/target-lifecycle-state", "Terminated");
    variables.put("AWS_EMF_AGENT_ENDPOINT", "tcp://127.0.0.1:1");
    variables.put("SERVICE_RESULT", "exit-code");

    Run run = run("out-of-service");

    assertThat(run.output()).contains("the agent takes no metrics");
    assertThat(calls()).containsExactly(completed(GameServerContract.DRAIN_HOOK, "CONTINUE"));
  }

  @Test
  void nobodyWaitsForAServerThatHasEnded() throws Exception {
    health.set(500);
    Process ended = new ProcessBuilder("true").start();
    assertThat(ended.waitFor(10, TimeUnit.SECONDS)).isTrue();
    variables.put("MAINPID", Long.toString(ended.pid()));

    Run run = run("in-service");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.output()).contains("ended while it was starting");
    // systemd starts it again; if that does not help, the hook's own time decides.
    assertThat(calls()).isEmpty();
  }

  @Test
  void whatAnInstanceIsMadeOfHasAName() {
    StageConfig config =
        StageConfig.readAll(
                new ObjectMapper()
                    .valueToTree(CdkJson.context(root()).get(StageConfig.CONTEXT_KEY)))
            .getFirst();

    String release = ServerInstance.release(config, "0".repeat(64));

    assertThat(release)
        .matches("[0-9a-f]{8}")
        .isEqualTo(ServerInstance.release(config, "0".repeat(64)))
        .isNotEqualTo(ServerInstance.release(config, "1".repeat(64)));
  }

  private static Path root() {
    return Path.of(System.getProperty("gamekeeper.root", ".."));
  }

  private record Run(int status, String output) {}

  private Run run(String script) throws IOException, InterruptedException {
    Files.createDirectories(root.resolve("etc/gamekeeper"));
    Files.writeString(
        root.resolve("etc/gamekeeper/release.env"),
        """
        AUTO_SCALING_GROUP=gamekeeper-dev-servers
        AWS_REGION=eu-central-1
        READY_SECONDS=%d
        RELEASE_SHA256=%s
        RELEASE_URL=s3://bucket/key.gz
        """
            .formatted(readySeconds, sha256));
    Path output = root.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder("bash", root.resolve("opt/gamekeeper/bin").resolve(script).toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("PATH", root.resolve("shims") + ":" + environment.get("PATH"));
    environment.put("GAMEKEEPER_ROOT", root.toString());
    environment.put("GAME_SERVER_PORT", Integer.toString(server.getAddress().getPort()));
    environment.put(
        "AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:" + server.getAddress().getPort());
    environment.put("CALLS", root.resolve("calls").toString());
    environment.put("RELEASE", standIn().toString());
    environment.put("REFUSAL", refusal);
    environment.put("REFUSALS", Integer.toString(refusals));
    environment.put("AWS_EMF_LOG_GROUP_NAME", "/gamekeeper/dev/servers");
    environment.put("POWERTOOLS_METRICS_NAMESPACE", "Gamekeeper/dev");
    environment.put("POWERTOOLS_SERVICE_NAME", "game-server");
    environment.put("GAME_SERVER_RELEASE", "1a2b3c4d");
    environment.putAll(variables);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).as(script + " ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Run(process.exitValue(), Files.readString(output));
  }

  private List<String> calls() throws IOException {
    Path calls = root.resolve("calls");
    return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
  }

  private List<Path> leftOvers() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("opt/gamekeeper"))) {
      return files.filter(file -> file.getFileName().toString().startsWith(".release")).toList();
    }
  }

  private static String completed(String hook, String result) {
    return "autoscaling complete-lifecycle-action --region eu-central-1"
        + " --auto-scaling-group-name gamekeeper-dev-servers --lifecycle-hook-name "
        + hook
        + " --instance-id i-0123456789abcdef0 --lifecycle-action-result "
        + result;
  }

  private HttpServer serving() {
    try {
      HttpServer created =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      created.createContext("/healthz", this::health);
      created.createContext("/latest/api/token", exchange -> answer(exchange, "PUT", 200, TOKEN));
      created.createContext("/latest/meta-data/", this::metadata);
      created.start();
      return created;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** 503 means that it is ready at the third time. */
  private void health(HttpExchange exchange) throws IOException {
    if (healthChecks.incrementAndGet() > 2) {
      health.compareAndSet(503, 200);
    }
    answer(exchange, "GET", health.get(), "{}");
  }

  private void metadata(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring("/latest/meta-data/".length());
    String value = metadata.get(path);
    boolean allowed =
        TOKEN.equals(exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token"));
    int status = !allowed ? 401 : value == null ? 404 : 200;
    answer(exchange, "GET", status, value == null ? "" : value);
  }

  private static void answer(HttpExchange exchange, String method, int status, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    int actual = exchange.getRequestMethod().equals(method) ? status : 405;
    exchange.sendResponseHeaders(actual, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private void install(String resource, String path) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, CloudConfig.resource(resource, Map.of()));
  }

  private Path standIn() throws IOException {
    Path copy = root.resolve("stand-in.tar.gz");
    Files.copy(
        Path.of("src/test/resources/stand-in.tar.gz"), copy, StandardCopyOption.REPLACE_EXISTING);
    return copy;
  }

  private static String checksum(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
