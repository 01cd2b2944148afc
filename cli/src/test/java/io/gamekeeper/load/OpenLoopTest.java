package io.gamekeeper.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OpenLoopTest {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger served = new AtomicInteger();
  private final Measurements measurements = new Measurements();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void sendsEveryCallOfTheScheduleAndSortsTheOutcomes() throws Exception {
    HttpServer server = server(call -> call % 10 == 0 ? 503 : call % 10 == 1 ? 404 : 200);

    run(server, 400, 8, Duration.ofMillis(500));

    Measurements.Interval interval = measurements.take();
    assertThat(interval.calls()).isEqualTo(200);
    assertThat(served).hasValue(200);
    assertThat(interval.failed()).isEqualTo(20);
    assertThat(interval.refused()).isEqualTo(20);
    assertThat(interval.unreachable()).isZero();
    assertThat(measurements.take().calls()).as("taken once").isZero();
  }

  @Test
  void aStallOfTheServerShowsInTheCallsThatShouldHaveBeenSentMeanwhile() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    HttpServer server =
        server(
            call -> {
              if (call == 50) {
                pause(never, 400);
              }
              return 200;
            });

    // One connection: while the call after the 50th hangs, 40 others become due and are late.
    run(server, 100, 1, Duration.ofSeconds(1));

    Measurements.Interval interval = measurements.take();
    assertThat(interval.calls()).isEqualTo(100);
    assertThat(interval.maximumMillis()).isGreaterThan(390);
    assertThat(interval.millisAt(80))
        .as("a generator that waits for answers would call one call late, not a third of them")
        .isGreaterThan(100);
  }

  @Test
  void aDeadServerIsCountedNotHidden() throws Exception {
    HttpServer server = server(call -> 200);
    InetSocketAddress address = server.getAddress();
    server.stop(0);

    new OpenLoop(address, 100, 4, Duration.ofSeconds(1))
        .run(Duration.ofMillis(200), 1, random -> planned());

    assertThat(measurements.take().unreachable()).isEqualTo(20);
  }

  private void run(HttpServer server, int rate, int connections, Duration duration)
      throws InterruptedException {
    new OpenLoop(server.getAddress(), rate, connections, Duration.ofSeconds(2))
        .run(duration, 1, random -> planned());
    server.stop(0);
  }

  private OpenLoop.Planned planned() {
    return new OpenLoop.Planned(HttpCall.get("/", null), measurements);
  }

  private HttpServer server(StatusOfCall statusOfCall) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(statusOfCall.status(served.incrementAndGet()), -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static void pause(CountDownLatch never, long millis) {
    try {
      assertThat(never.await(millis, TimeUnit.MILLISECONDS)).isFalse();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private interface StatusOfCall {
    int status(int call);
  }
}
