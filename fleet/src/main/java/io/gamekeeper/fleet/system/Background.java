package io.gamekeeper.fleet.system;

import io.gamekeeper.fleet.observe.Log;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server's threads that run beside its requests; they end with it. */
public final class Background implements AutoCloseable {
  private static final Duration AFTER_A_BUG = Duration.ofSeconds(1);

  private final Timing timing;
  private final Log log;
  private final List<Thread> threads = new CopyOnWriteArrayList<>();
  private volatile boolean closed;

  /** One turn of endless work; it does its own waiting. */
  @FunctionalInterface
  public interface Turn {
    void run() throws InterruptedException;
  }

  public Background(Timing timing, Log log) {
    this.timing = timing;
    this.log = log;
  }

  /** Repeats the turn until the server ends. One that fails is logged, and repeated after 1 s. */
  public void repeat(String name, Turn turn) {
    threads.add(Thread.ofVirtual().name(name).start(() -> loop(name, turn)));
  }

  private void loop(String name, Turn turn) {
    while (!closed) {
      try {
        turn(name, turn);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void turn(String name, Turn turn) throws InterruptedException {
    try {
      turn.run();
    } catch (RuntimeException e) {
      // The boundary of a thread: players must not lose their server to a bug in its metrics.
      log.error("backgroundFailed", e, "name", name);
      timing.sleep(AFTER_A_BUG);
    }
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
  }
}
