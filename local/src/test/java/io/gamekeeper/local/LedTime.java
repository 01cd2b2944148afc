package io.gamekeeper.local;

import static org.awaitility.Awaitility.await;

import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.time.Agenda;
import io.gamekeeper.local.time.StageTime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;

/** Time that a ground's agenda leads: it passes when a test says so, and all is quiet then. */
public final class LedTime implements InstantSource, AutoCloseable {
  public static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

  private final Ground ground;
  private final List<Thread> advancing = new CopyOnWriteArrayList<>();

  /** A ground without a folder. */
  public LedTime() {
    this(Path.of("no folder"));
  }

  public LedTime(Path folder) {
    this.ground = Ground.of(StageTime.virtual(START, new SplittableRandom(1)), folder);
  }

  public Ground ground() {
    return ground;
  }

  public Agenda agenda() {
    return ground.agenda();
  }

  public ErrorLog errors() {
    return ground.errors();
  }

  @Override
  public Instant instant() {
    return agenda().clock().instant();
  }

  /** Returns when that much time has passed and nothing runs any more. */
  public void advance(Duration duration) {
    try {
      agenda().advance(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while time passed", e);
    }
  }

  /**
   * Returns the clock when somebody else lets time pass and has got as far as that goes: to the
   * end, or to where it has to wait for the caller.
   */
  public Instant whileAnotherAdvances(Duration duration) {
    Thread other = Thread.ofPlatform().start(() -> advance(duration));
    advancing.add(other);
    await()
        .until(
            other::getState,
            state -> state == Thread.State.WAITING || state == Thread.State.TERMINATED);
    return instant();
  }

  /** Waits for those who let time pass. */
  public void joinOthers() throws InterruptedException {
    for (Thread other : advancing) {
      other.join();
    }
  }

  @Override
  public void close() {
    ground.close();
  }
}
