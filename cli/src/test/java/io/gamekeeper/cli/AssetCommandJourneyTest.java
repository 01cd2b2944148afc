package io.gamekeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gamekeeper.local.admin.AdminApi;
import io.gamekeeper.local.admin.AssetOperations;
import io.gamekeeper.local.admin.StageFile;
import io.gamekeeper.local.aws.cloudfront.Location;
import io.gamekeeper.local.aws.iam.Iam;
import io.gamekeeper.local.aws.kms.Kms;
import io.gamekeeper.local.aws.s3.S3;
import io.gamekeeper.local.aws.ssm.SystemsManager;
import io.gamekeeper.local.engine.Durability;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.Services;
import io.gamekeeper.local.template.AwsEnvironment;
import io.gamekeeper.local.template.CloudAssembly;
import io.gamekeeper.local.template.Provisioner;
import io.gamekeeper.local.template.Resources;
import io.gamekeeper.local.template.Template;
import io.gamekeeper.local.time.StageTime;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** The commands against a stage that has a bucket, a key, a parameter and one edge location. */
final class AssetCommandJourneyTest {
  private static final String TEMPLATE =
      """
      {'Resources': {
        'Key': {'Type': 'AWS::KMS::Key', 'Properties': {
          'KeySpec': 'ECC_NIST_P256', 'KeyUsage': 'SIGN_VERIFY', 'KeyPolicy': {'Statement': {
            'Effect': 'Allow', 'Action': 'kms:*', 'Resource': '*', 'Principal': {
              'AWS': {'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root'}}}}}},
        'Bucket': {'Type': 'AWS::S3::Bucket', 'Properties': {'BucketName': 'dev-assets'}},
        'Settings': {'Type': 'AWS::SSM::Parameter', 'Properties': {
          'Name': '/gamekeeper/dev/assets', 'Type': 'String',
          'Value': {'Fn::Sub': '{~bucket~:~dev-assets~,~signingKey~:~${Key.Arn}~,\
      ~url~:~https://assets.dev.example.com~}'}}}}}
      """;

  @TempDir private Path folder;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final Map<String, byte[]> cache = new ConcurrentHashMap<>();
  private int stagePort;

  @BeforeEach
  void start() throws IOException {
    InstantSource clock = InstantSource.system();
    Ground ground =
        Ground.of(new StageTime(clock, Thread::sleep, RandomGenerator.getDefault()), folder);
    opened.add(ground);
    Engines engines = Engines.ofOneStage(folder, Durability.TEMPORARY);
    Services services = new Services(ground);
    services.add(new Iam(ground));
    services.add(new S3(ground, engines));
    Kms kms = services.add(new Kms(ground, folder));
    SystemsManager parameters = services.add(new SystemsManager(ground, folder));
    Resources resources =
        new Provisioner(services.resourceTypes())
            .provision(
                CloudAssembly.of(
                    List.of(
                        Template.parse(
                            "Assets",
                            "Dev-Assets",
                            new AwsEnvironment("123456789012", "eu-central-1"),
                            TEMPLATE.replace("~", "\\\"").replace('\'', '"'))),
                    Map.of()));
    opened.add(resources);
    HttpServer edge =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    edge.setExecutor(threads);
    edge.createContext("/", exchange -> deliver(engines, exchange));
    edge.start();
    opened.add(threads::shutdownNow);
    opened.add(() -> edge.stop(0));
    AdminApi admin =
        AdminApi.open(
            folder,
            new AssetOperations(
                    parameters.parameters(),
                    kms.keys(),
                    engines.s3(),
                    () -> Map.of(Location.FRA, edge.getAddress().getPort()))
                .operations());
    opened.add(admin);
    stagePort = admin.port();
    opened.add(
        new StageFile(
                stagePort, admin.port(), admin.tokenFile(), ProcessHandle.current().pid(), folder)
            .publish(Project.current().root()));
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private void deliver(Engines engines, HttpExchange exchange) throws IOException {
    try (exchange) {
      assertThat(exchange.getRequestHeaders().getFirst("Host")).isEqualTo("assets.dev.example.com");
      String key = exchange.getRequestURI().getPath().substring(1);
      boolean hit = cache.containsKey(key);
      byte[] bytes;
      try {
        bytes =
            hit
                ? cache.getOrDefault(key, new byte[0])
                : engines
                    .s3()
                    .client()
                    .getObjectAsBytes(get -> get.bucket("dev-assets").key(key))
                    .asByteArray();
      } catch (NoSuchKeyException e) {
        exchange.sendResponseHeaders(403, -1);
        return;
      }
      if (key.startsWith("objects/")) {
        cache.put(key, bytes);
      }
      exchange.getResponseHeaders().set("X-Cache", (hit ? "Hit" : "Miss") + " from cloudfront");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  /** Runs a command; gives its status, and its lines. */
  private List<String> run(int expected, String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> line = new ArrayList<>(Arrays.asList(words));
    if (!line.contains("--channel")) {
      line.addAll(List.of("--channel", "live"));
    }
    line.addAll(List.of("--port", "" + stagePort));
    int status =
        Gamekeeper.commandLine(
                new Console(new PrintWriter(out, true), new PrintWriter(err, true), false))
            .execute(line.toArray(String[]::new));
    assertThat(status).as("%s%s", out, err).isEqualTo(expected);
    return (expected == 0 ? out : err).toString().lines().toList();
  }

  @Test
  void releasesAreMadeFetchedRolledBackAndListed() throws IOException {
    Path assets = Files.createDirectory(folder.resolve("assets"));
    String game = folder.resolve("game").toString();
    Files.writeString(assets.resolve("map.json"), "m".repeat(1000));
    Files.writeString(assets.resolve("wind.ogg"), "whoo");

    assertThat(run(0, "asset", "release", assets.toString()))
        .contains(
            "files: 2 new, 0 changed, 0 unchanged, 0 removed",
            "uploaded 2 contents, 1004 bytes; 0 bytes were there from an interrupted upload",
            "FRA       first 0 hits, 2 misses; then 2 hits, 0 misses; 2008 bytes")
        .endsWith("the channel live is at release 1");
    assertThat(run(0, "asset", "fetch", game)).contains("1004 bytes fetched, 0 saved");

    Files.writeString(assets.resolve("wind.ogg"), "whee");
    assertThat(run(0, "asset", "release", assets.toString()))
        .endsWith("the channel live is at release 2");
    assertThat(run(0, "asset", "fetch", game))
        .containsExactly(
            "release 2 instead of 1: 2 files, 1 contents fetched",
            "4 bytes fetched, 1000 saved",
            game + "/releases/2");

    assertThat(run(0, "asset", "rollback", "--to", "1"))
        .endsWith("the channel live is at release 3");
    assertThat(run(0, "asset", "list")).hasSize(4).last().isEqualTo("3 releases");
    assertThat(run(1, "asset", "rollback", "--to", "9"))
        .containsExactly("gamekeeper: the channel live has no release 9");
  }

  @Test
  void aChannelThatIsNotThereIsSaidWithThoseThatAre() throws IOException {
    Path assets = Files.createDirectory(folder.resolve("assets"));
    Files.writeString(assets.resolve("map.json"), "m");
    String absent = folder.resolve("absent").toString();
    String game = folder.resolve("game").toString();
    Path mine = Files.createDirectories(folder.resolve("mine/manifests")).resolve("a.yaml");
    Files.writeString(mine, "x");

    assertThat(run(1, "asset", "fetch", absent, "--channel", "nosuch"))
        .containsExactly("gamekeeper: there is no channel nosuch: nothing has been released yet");
    run(0, "asset", "release", assets.toString(), "--channel", "beta");
    run(0, "asset", "release", assets.toString());
    String message = "gamekeeper: there is no channel nosuch: there are beta, live";
    for (List<String> command :
        List.of(List.of("fetch", absent), List.of("list"), List.of("rollback", "--to", "1"))) {
      List<String> words = new ArrayList<>(List.of("asset"));
      words.addAll(command);
      words.addAll(List.of("--channel", "nosuch"));

      assertThat(run(1, words.toArray(String[]::new))).containsExactly(message);
    }
    assertThat(folder.resolve("absent")).doesNotExist();
    assertThat(run(1, "asset", "fetch", folder.resolve("mine").toString()))
        .singleElement()
        .asString()
        .contains("holds files that were not fetched: name a new or an empty folder");
    assertThat(mine).hasContent("x");

    run(0, "asset", "fetch", game);
    Path released = folder.resolve("game/releases/1/map.json");
    FileTime unchanged = Files.getLastModifiedTime(released);
    Files.writeString(released, "M");
    Files.setLastModifiedTime(released, unchanged);
    assertThat(run(0, "asset", "fetch", game)).contains("release 1 is there already");
    assertThat(run(0, "asset", "fetch", game, "--verify"))
        .contains("release 1 was there already, but damaged: 1 files repaired, 1 contents fetched");
    assertThat(released).hasContent("m");
  }
}
