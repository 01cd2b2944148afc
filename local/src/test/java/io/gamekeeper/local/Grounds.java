package io.gamekeeper.local;

import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.time.StageTime;
import io.gamekeeper.testing.VirtualTime;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** Grounds whose agenda follows a test's time, or the machine's. */
public final class Grounds {
  private Grounds() {}

  public static Ground by(VirtualTime time, Path folder) {
    return Ground.of(
        new StageTime(time, time::sleep, () -> ThreadLocalRandom.current().nextLong()), folder);
  }

  public static Ground byTheWallClock(Path folder) {
    return Ground.of(
        new StageTime(InstantSource.system(), Thread::sleep, RandomGenerator.getDefault()), folder);
  }
}
