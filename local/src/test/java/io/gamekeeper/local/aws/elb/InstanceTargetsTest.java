package io.gamekeeper.local.aws.elb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gamekeeper.local.LedTime;
import io.gamekeeper.local.http.Front;
import io.gamekeeper.local.target.TargetHealth;
import io.gamekeeper.local.target.Traffic;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class InstanceTargetsTest {
  private static final Duration IDLE = Duration.ofSeconds(2);
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration DELAY = Duration.ofSeconds(30);

  private final LedTime time = new LedTime();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ServedFunctions served;
  private InstanceTargets targets;
  private Front front;
  private GameServer one;
  private GameServer two;

  InstanceTargetsTest(@TempDir Path folder) throws Exception {
    served = new ServedFunctions(folder, Duration.ofSeconds(1), IDLE, _ -> {});
  }

  @BeforeEach
  void open() throws Exception {
    one = new GameServer("one");
    two = new GameServer("two");
    targets = group(InstanceTargets.Algorithm.ROUND_ROBIN);
    served.balancer.add(targets);
    served.balancer.add(
        new Listener(
            "Https",
            "HTTPS",
            443,
            new RuleAction.Forward(List.of(new RuleAction.WeightedGroup(targets.arn(), 1)))));
    front = Front.open(0, IDLE.multipliedBy(2));
    front.serve(served.balancer.servedSite(), served.agenda());
  }

  private InstanceTargets group(InstanceTargets.Algorithm algorithm) {
    return new InstanceTargets(
        "Servers",
        "arn:tg/servers",
        new InstanceTargets.Settings(
            algorithm,
            DELAY,
            new HealthCheck(
                "/healthz", INTERVAL, Duration.ofSeconds(5), 2, 2, StatusMatcher.parse("200"))),
        time.agenda());
  }

  @AfterEach
  void close() throws IOException {
    client.shutdownNow();
    front.close();
    targets.close();
    served.close();
    one.close();
    two.close();
  }

  @Test
  void theBytesToAndFromAServerAreCounted() throws Exception {
    register("one", one);
    Traffic before = targets.traffic("one");

    send(get("/rooms"));
    Traffic once = targets.traffic("one");
    send(get("/rooms"));
    Traffic twice = targets.traffic("one");

    long request = once.in() - before.in();
    assertThat(request).isGreaterThanOrEqualTo(one.heads.getLast().length());
    assertThat(twice.in() - once.in()).isEqualTo(request);
    long answer = once.out() - before.out();
    assertThat(answer).isGreaterThan("HTTP/1.1 200".length());
    assertThat(twice.out() - once.out()).isEqualTo(answer);
    assertThat(targets.traffic("another")).isEqualTo(Traffic.NONE);
  }

  @Test
  void aServerGetsTheRequestWithWhatTheLoadBalancerKnows() throws Exception {
    register("one", one);

    HttpResponse<String> answer =
        send(get("/rooms?x=%20").header("Cookie", "a=b").header("X-Forwarded-For", "10.1.2.3"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("one");
    assertThat(one.heads.getFirst())
        .startsWith("GET /rooms?x=%20 HTTP/1.1\r\n")
        .contains("cookie: a=b\r\n", "host: 127.0.0.1:" + front.port())
        .contains("x-forwarded-for: 10.1.2.3, 127.0.0.1\r\n")
        .contains("x-forwarded-port: 443\r\n", "x-forwarded-proto: https\r\n")
        .contains("x-amzn-trace-id: Root=1-")
        .doesNotContain("connection:", "upgrade");
  }

  @Test
  void requestsTakeTurnsAndConnectionsAreKept() throws Exception {
    register("one", one);
    register("two", two);

    TreeSet<String> answered = new TreeSet<>();
    for (int i = 0; i < 10; i++) {
      answered.add(send(get("/")).body());
    }

    assertThat(answered).containsExactly("one", "two");
    assertThat(one.heads).hasSize(5);
    assertThat(one.connections()).isEqualTo(1);
  }

  @Test
  void theTargetWithTheLeastOutstandingRequestsIsChosen() throws Exception {
    try (InstanceTargets busy = group(InstanceTargets.Algorithm.LEAST_OUTSTANDING_REQUESTS)) {
      busy.register("one", one.address());
      busy.register("two", two.address());
      await("checks").until(() -> healthy(busy, "one") && healthy(busy, "two"));

      List<TargetLease> leases =
          List.of(
              busy.choose().orElseThrow(),
              busy.choose().orElseThrow(),
              busy.choose().orElseThrow());
      leases.get(1).close();
      leases.get(2).close();
      leases.get(0).close();

      assertThat(busy.inFlight("one")).isZero();
      TargetLease held = busy.choose().orElseThrow();
      String idle = busy.inFlight("one") == 0 ? "one" : "two";
      for (int i = 0; i < 4; i++) {
        try (TargetLease lease = busy.choose().orElseThrow()) {
          assertThat(lease).isNotSameAs(held);
          assertThat(busy.inFlight(idle)).isEqualTo(1);
        }
      }
      held.close();
    }
  }

  @Test
  void bodiesLargerThanAFunctionsLimitAreStreamedBothWays() throws Exception {
    register("one", one);
    byte[] body = new byte[3 << 20];
    new Random(7).nextBytes(body);

    HttpResponse<byte[]> answer =
        client.send(
            get("/echo").POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    HttpResponse<String> chunked =
        send(
            get("/echo")
                .POST(
                    HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(body))));

    assertThat(answer.body()).isEqualTo(body);
    assertThat(chunked.body()).isEqualTo("chunks of " + body.length);
  }

  @Test
  void chunksAreTakenApartAndHeadersOfTheConnectionStayBehind() throws Exception {
    register("one", one);

    HttpResponse<String> answer = send(get("/chunks"));

    assertThat(answer.body()).isEqualTo("hello world");
    assertThat(answer.headers().map()).doesNotContainKey("x-secret");
    assertThat(send(get("/")).body()).isEqualTo("one");
  }

  @ParameterizedTest
  @CsvSource({"/malformed, 502", "/closes, 502", "/waits, 504"})
  void aTargetThatFailsIsAnsweredAsALoadBalancerWould(String path, int status) throws Exception {
    register("one", one);

    assertThat(send(get(path)).statusCode()).isEqualTo(status);
    assertThat(served.errors.newest()).singleElement().asString().contains("Servers");
    assertThat(targets.inFlight("one")).isZero();
  }

  @Test
  void aRequestOnAKeptConnectionThatIsClosedMeanwhileIsNotSentAgain() throws Exception {
    register("one", one);
    send(get("/"));

    assertThat(send(get("/closes")).statusCode()).isEqualTo(502);
    assertThat(one.heads).hasSize(2);
  }

  @Test
  void aTargetThatClosesIdleConnectionsBeforeTheLoadBalancerIsNamed() throws Exception {
    register("one", one);
    send(get("/"));
    one.closeConnections();

    assertThat(send(get("/")).statusCode()).isEqualTo(200);
    assertThat(served.errors.newest())
        .singleElement()
        .asString()
        .contains("Servers", "closed a connection that was idle for 0 s")
        .contains("before the load balancer does after " + IDLE.toSeconds() + " s");
  }

  @Test
  void anAnswerThatBreaksOffDoesNotPassForAWholeOne() throws Exception {
    register("one", one);
    try (Socket socket = connect()) {
      write(socket, "GET /breaks HTTP/1.1\r\nHost: a\r\n\r\n");

      assertThat(untilClosed(socket)).contains("Content-Length: 10").endsWith("abc");
    }
  }

  @Test
  void withoutTargetsTheAnswerIs503AndARefusedConnectionIs502() throws Exception {
    assertThat(send(get("/")).statusCode()).isEqualTo(503);
    try (Socket silent = new Socket()) {
      // Bound and not listening, so that nobody else takes the port meanwhile.
      silent.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      targets.register("two", (InetSocketAddress) silent.getLocalSocketAddress());

      assertThat(send(get("/")).statusCode()).isEqualTo(502);
    }
  }

  @Test
  void healthFollowsTheThresholdsAndAllUnhealthyFailsOpen() throws Exception {
    one.healthy = false;
    targets.register("one", one.address());
    assertThat(targets.health("one")).isEqualTo(TargetHealth.INITIAL);
    nextCheck();
    await("the second failure").until(() -> targets.health("one") == TargetHealth.UNHEALTHY);
    assertThat(send(get("/")).body()).as("fails open").isEqualTo("one");

    register("two", two);
    assertThat(send(get("/")).body()).isEqualTo("two");
    assertThat(send(get("/")).body()).isEqualTo("two");

    one.healthy = true;
    nextCheck();
    assertThat(targets.health("one")).isEqualTo(TargetHealth.UNHEALTHY);
    nextCheck();
    await("the second success").until(() -> healthy(targets, "one"));
    assertThat(targets.health("three")).isEqualTo(TargetHealth.UNUSED);
  }

  @Test
  void aDrainingTargetFinishesItsRequestAndGetsNoNewOne() throws Exception {
    register("one", one);
    CompletableFuture<HttpResponse<String>> waiting =
        client.sendAsync(get("/waits").build(), HttpResponse.BodyHandlers.ofString());
    await("the request").until(() -> targets.inFlight("one") == 1);
    register("two", two);

    targets.deregister("one");

    assertThat(targets.health("one")).isEqualTo(TargetHealth.DRAINING);
    assertThat(send(get("/")).body()).isEqualTo("two");
    assertThat(send(get("/")).body()).isEqualTo("two");
    one.mayAnswer.countDown();
    assertThat(waiting.get().body()).isEqualTo("one");
    time.advance(DELAY);
    assertThat(targets.health("one")).isEqualTo(TargetHealth.UNUSED);
  }

  @Test
  void drainsUnderLoadLoseNoRequest() throws Exception {
    register("one", one);
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger answered = new AtomicInteger();
    AtomicInteger lost = new AtomicInteger();
    List<Thread> players =
        java.util.stream.IntStream.range(0, 8)
            .mapToObj(
                i ->
                    Thread.ofVirtual()
                        .start(
                            () -> {
                              while (!over.get()) {
                                (fine(i) ? answered : lost).incrementAndGet();
                              }
                            }))
            .toList();

    for (int i = 0; i < 3; i++) {
      String id = "next-" + i;
      try (GameServer next = new GameServer(id)) {
        register(id, next);
        targets.deregister("one");
        int before = answered.get();
        await("requests").until(() -> answered.get() > before + 50 && next.heads.size() > 10);
        register("one", one);
        targets.deregister(id);
        await("its last request").until(() -> targets.inFlight(id) == 0);
      }
    }
    over.set(true);
    for (Thread player : players) {
      player.join();
    }

    assertThat(lost).hasValue(0);
  }

  private boolean fine(int player) {
    try {
      HttpRequest.Builder request = get("/");
      return send(player % 2 == 0 ? request : request.POST(HttpRequest.BodyPublishers.noBody()))
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aTunnelCarriesBytesBothWaysAndHandsOnTheEndOfOne() throws Exception {
    register("one", one);
    byte[] sent = new byte[1 << 20];
    new Random(7).nextBytes(sent);
    try (Socket socket = upgraded("/socket")) {
      Thread writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      socket.getOutputStream().write(sent);
                      socket.shutdownOutput();
                    } catch (IOException e) {
                      throw new IllegalStateException(e);
                    }
                  });

      assertThat(socket.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
      assertThat(untilClosed(socket)).isEqualTo("bye");
      writer.join();
    }
    await("the target is given back").until(() -> targets.inFlight("one") == 0);
  }

  @Test
  void aSlowReaderSlowsTheTargetDownInsteadOfFillingMemory() throws Exception {
    register("one", one);
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(16 * 1024);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), front.port()));
      upgrade(socket, "/flood");
      await("the flood to stand still")
          .pollInterval(Duration.ofMillis(100))
          .until(new StandsStill());

      assertThat(one.flooded.get()).isPositive().isLessThan(16L << 20);
    }
    await("the target is given back").until(() -> targets.inFlight("one") == 0);
  }

  private final class StandsStill implements java.util.concurrent.Callable<Boolean> {
    private long before = -1;

    @Override
    public Boolean call() {
      long now = one.flooded.get();
      boolean still = now > 0 && now == before;
      before = now;
      return still;
    }
  }

  @Test
  void aTunnelEndsWhenItsTargetIsTakenOutAndTheDelayIsOver() throws Exception {
    register("one", one);
    try (Socket socket = upgraded("/socket")) {
      targets.deregister("one");
      write(socket, "still there");
      assertThat(socket.getInputStream().readNBytes(11)).asString().isEqualTo("still there");

      time.advance(DELAY);

      assertThat(untilClosed(socket)).isEmpty();
    }
  }

  @Test
  void aTunnelInWhichNothingMovesIsClosed() throws Exception {
    register("one", one);
    try (Socket socket = upgraded("/socket")) {
      assertThat(untilClosed(socket)).isEmpty();
    }
    await("the target is given back").until(() -> targets.inFlight("one") == 0);
  }

  @Test
  void anUpgradeThatTheTargetDoesNotWantIsAnOrdinaryRequest() throws Exception {
    register("one", one);
    try (Socket socket = connect()) {
      write(
          socket,
          "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n");

      assertThat(untilClosed(socket)).startsWith("HTTP/1.1 200 ").endsWith("one");
    }
  }

  private Socket upgraded(String path) throws IOException {
    Socket socket = connect();
    upgrade(socket, path);
    return socket;
  }

  private static void upgrade(Socket socket, String path) throws IOException {
    write(
        socket,
        "GET "
            + path
            + " HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      assertThat(next).as("the head goes on after " + head).isNotNegative();
      head.append((char) next);
    }
    assertThat(head.toString())
        .startsWith("HTTP/1.1 101 ")
        .containsIgnoringCase("upgrade: websocket");
  }

  private void register(String id, GameServer server) {
    targets.register(id, server.address());
    time.advance(Duration.ZERO);
    assertThat(healthy(targets, id)).isTrue();
  }

  private static boolean healthy(InstanceTargets group, String id) {
    return group.health(id) == TargetHealth.HEALTHY;
  }

  private void nextCheck() {
    time.advance(INTERVAL);
  }

  private HttpRequest.Builder get(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + front.port() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), front.port());
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static String untilClosed(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }
}
