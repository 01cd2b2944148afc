package io.gamekeeper.fleet.observe;

import io.gamekeeper.fleet.system.Timing;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sends lines to the CloudWatch agent over TCP. Offering a line never waits; while the agent is
 * away the last {@link #KEPT} lines are kept for it, and older ones are lost and counted.
 */
public final class EmfSender {
  static final int KEPT = 500;
  static final Duration LEAST_PAUSE = Duration.ofSeconds(1);
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  private static final int CONNECT_MILLIS = 2000;

  private final URI endpoint;
  private final Timing timing;
  private final RandomGenerator random;
  private final Log log;
  private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(KEPT);
  private final AtomicLong lost = new AtomicLong();
  private @Nullable Socket socket;
  private @Nullable String unsent;
  private int failures;

  /**
   * Creates a sender that is not connected.
   *
   * @param endpoint for instance {@code tcp://127.0.0.1:25888}
   */
  public EmfSender(URI endpoint, Timing timing, RandomGenerator random, Log log) {
    if (!"tcp".equals(endpoint.getScheme()) || endpoint.getHost() == null) {
      throw new IllegalArgumentException("not a tcp://HOST:PORT address: " + endpoint);
    }
    this.endpoint = endpoint;
    this.timing = timing;
    this.random = random;
    this.log = log;
  }

  /** Takes a line to send; returns at once. */
  public void offer(String line) {
    while (!waiting.offer(line)) {
      if (waiting.poll() != null) {
        lost.incrementAndGet();
      }
    }
  }

  long lost() {
    return lost.get();
  }

  /** Sends one line, or waits before the next try to connect. */
  public void sendNext() throws InterruptedException {
    String line = unsent;
    if (line == null) {
      line = waiting.take();
      unsent = line;
    }
    try {
      Socket to = connected();
      to.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      unsent = null;
      failures = 0;
    } catch (IOException e) {
      disconnect();
      if (failures++ == 0) {
        log.warn("metricsDelayed", "why", e.toString());
      }
      timing.sleep(pause());
    }
  }

  private Socket connected() throws IOException {
    Socket known = socket;
    if (known != null) {
      requireOpen(known);
      return known;
    }
    Socket fresh = new Socket();
    socket = fresh;
    fresh.connect(new InetSocketAddress(endpoint.getHost(), endpoint.getPort()), CONNECT_MILLIS);
    fresh.setSoTimeout(1);
    return fresh;
  }

  /**
   * Checks that the agent is there: it sends nothing, but the end of its stream shows that it is
   * gone, which a write does not.
   */
  private static void requireOpen(Socket known) throws IOException {
    try {
      if (known.getInputStream().read() < 0) {
        throw new IOException("the agent closed the connection");
      }
    } catch (SocketTimeoutException e) {
      // As it should be.
    }
  }

  private void disconnect() {
    Socket known = socket;
    socket = null;
    if (known != null) {
      try {
        known.close();
      } catch (IOException e) {
        log.warn("metricsDelayed", "why", e.toString());
      }
    }
  }

  /**
   * Returns a pause that doubles with each failure, at random in its upper half, so that servers do
   * not connect at the same time.
   */
  private Duration pause() {
    long longest =
        Math.min(LONGEST_PAUSE.toMillis(), LEAST_PAUSE.toMillis() << Math.min(failures - 1, 10));
    return Duration.ofMillis(random.nextLong(longest / 2, longest + 1));
  }
}
