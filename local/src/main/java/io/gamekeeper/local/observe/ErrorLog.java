package io.gamekeeper.local.observe;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest errors of the stage, each with the resource at which it happened. */
public final class ErrorLog {
  private static final int KEPT = 100;

  private final InstantSource clock;
  private final Deque<StageError> errors = new ArrayDeque<>();

  public ErrorLog(InstantSource clock) {
    this.clock = clock;
  }

  /** Notes an error at a resource of the template. */
  public synchronized void note(String logicalId, String message) {
    errors.addLast(new StageError(clock.instant(), logicalId, message));
    if (errors.size() > KEPT) {
      errors.removeFirst();
    }
  }

  /** Returns the kept errors, oldest first. */
  public synchronized List<StageError> newest() {
    return List.copyOf(errors);
  }

  /** One error. */
  public record StageError(Instant at, String logicalId, String message) {}
}
