package io.gamekeeper.local.process;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Measures how much of this machine's processors some processes used since the last look, as a
 * percentage of all its processors, by the stage's time: what a minute of the stage cost.
 */
public final class ProcessorUse {
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private final InstantSource clock;
  private Map<Long, Duration> used = new HashMap<>();
  private Instant lastLook = Instant.MIN;

  public ProcessorUse(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Returns the percentage since the last look; empty at the first one, if no time has passed, if
   * no process lives, and where the system does not tell.
   */
  public synchronized OptionalDouble look(Collection<ProcessHandle> processes) {
    Map<Long, Duration> now = new HashMap<>();
    for (ProcessHandle process : processes) {
      process.info().totalCpuDuration().ifPresent(total -> now.put(process.pid(), total));
    }
    Duration more = Duration.ZERO;
    for (Map.Entry<Long, Duration> process : now.entrySet()) {
      // One that is new has used all of it since the last look.
      Duration before = used.getOrDefault(process.getKey(), Duration.ZERO);
      Duration since = process.getValue().minus(before);
      more = more.plus(since.isNegative() ? Duration.ZERO : since);
    }
    Instant instant = clock.instant();
    boolean first = lastLook.equals(Instant.MIN);
    Duration passed = first ? Duration.ZERO : Duration.between(lastLook, instant);
    used = now;
    lastLook = instant;
    return now.isEmpty() || !passed.isPositive()
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.min(100, 100.0 * more.toNanos() / passed.toNanos() / PROCESSORS));
  }
}
