package io.gamekeeper.bench;

import io.gamekeeper.load.Measurements;
import io.gamekeeper.load.OpenLoop;
import java.net.InetSocketAddress;
import java.time.Duration;

/** The bench of the stage under a steady load over HTTP, half submits and half reads. */
final class LoadBench {
  static final int CONNECTIONS = 64;
  static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final int COLD_START_SHARE = 4;

  private final InetSocketAddress address;
  private final BoardTraffic traffic;

  /** What was measured between the end of the warm-up and the last answer. */
  record Result(Measurements.Interval reads, Measurements.Interval submits) {}

  LoadBench(InetSocketAddress address, BoardTraffic traffic) {
    this.address = address;
    this.traffic = traffic;
  }

  /**
   * Gives every player a score, warms up and measures.
   *
   * @param warm runs between the two, for instance to reset the stage's own counters
   */
  Result run(Load load, Runnable warm) throws InterruptedException {
    Measurements reads = new Measurements();
    Measurements submits = new Measurements();
    OpenLoop.Traffic mixed = traffic.mixed(reads, submits);
    OpenLoop loop = new OpenLoop(address, load.rate(), CONNECTIONS, TIMEOUT);
    submitOnce(load.rate(), submits);
    loop.run(load.warmUp(), 1, mixed);
    reads.take();
    submits.take();
    warm.run();
    loop.run(load.duration(), 2, mixed);
    return new Result(reads.take(), submits.take());
  }

  /**
   * Gives every player a score: without one, a read is rightly refused and would count as an error.
   */
  private void submitOnce(int rate, Measurements submits) throws InterruptedException {
    int slowly = Math.max(1, rate / COLD_START_SHARE);
    new OpenLoop(address, slowly, CONNECTIONS, TIMEOUT)
        .run(
            Duration.ofMillis(1000L * traffic.players().size() / slowly),
            0,
            traffic.eachOnce(submits));
  }
}
