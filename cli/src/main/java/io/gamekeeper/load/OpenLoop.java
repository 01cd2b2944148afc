package io.gamekeeper.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends calls at a fixed rate, whatever the server does. Each call has its time beforehand and its
 * latency counts from that time: when the server stalls, the calls that should have been sent
 * meanwhile show it (no coordinated omission).
 *
 * @param rate calls per second
 * @param connections callers that share the schedule; enough that one is always free while the
 *     server keeps up
 * @param timeout of one call
 */
public record OpenLoop(InetSocketAddress address, int rate, int connections, Duration timeout) {

  /** Draws the calls of one caller. */
  @FunctionalInterface
  public interface Traffic {
    /** Returns the next call, and where its latency belongs. */
    Planned next(SplittableRandom random);
  }

  /** A call and the measurements that it counts for. */
  public record Planned(HttpCall call, Measurements measurements) {}

  /** A running load. */
  public static final class Running {
    private final List<Thread> callers;
    private final Runnable stop;

    private Running(List<Thread> callers, Runnable stop) {
      this.callers = callers;
      this.stop = stop;
    }

    /** Sends no more calls; those that have been sent are waited for by {@link #await}. */
    public void stop() {
      stop.run();
    }

    /** Waits until the last call is answered. */
    public void await() throws InterruptedException {
      for (Thread caller : callers) {
        caller.join();
      }
    }
  }

  /**
   * Runs the load and returns when the last call was answered.
   *
   * @param seed of the traffic; the same seed draws the same calls
   */
  public void run(Duration duration, long seed, Traffic traffic) throws InterruptedException {
    start(duration, seed, traffic).await();
  }

  /** Starts the same load, to do something else meanwhile. */
  public Running start(Duration duration, long seed, Traffic traffic) {
    long calls = duration.toMillis() * rate / 1000;
    long start = System.nanoTime();
    AtomicLong tickets = new AtomicLong();
    SplittableRandom seeds = new SplittableRandom(seed);
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      SplittableRandom random = seeds.split();
      callers.add(
          Thread.ofPlatform()
              .name("load-", i)
              .daemon()
              .start(() -> call(calls, start, tickets, random, traffic)));
    }
    return new Running(callers, () -> tickets.set(calls));
  }

  private void call(
      long calls, long start, AtomicLong tickets, SplittableRandom random, Traffic traffic) {
    try (KeepAliveConnection connection = new KeepAliveConnection(address, timeout)) {
      for (long ticket = tickets.getAndIncrement();
          ticket < calls;
          ticket = tickets.getAndIncrement()) {
        Planned planned = traffic.next(random);
        long intended = start + ticket * 1_000_000_000L / rate;
        waitUntil(intended);
        Outcome outcome = send(connection, planned.call());
        planned.measurements().record(System.nanoTime() - intended, outcome);
      }
    }
  }

  private static Outcome send(KeepAliveConnection connection, HttpCall call) {
    try {
      return Outcome.of(connection.exchange(call).status());
    } catch (IOException e) {
      return Outcome.UNREACHABLE;
    }
  }

  private static void waitUntil(long nanoTime) {
    for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
