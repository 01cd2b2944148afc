package io.gamekeeper.console.fleet;

import io.gamekeeper.console.Utc;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to a group, newest first. */
public record Activities(List<Activity> activities) {
  public Activities {
    activities = List.copyOf(activities);
  }

  /**
   * A launch, an end, or another change.
   *
   * @param end null while it is in progress
   * @param status as Auto Scaling calls it, for instance {@code Successful}
   * @param message why it failed; empty if it did not
   */
  public record Activity(
      @Utc Instant start,
      @Utc @Nullable Instant end,
      String status,
      String description,
      String cause,
      String message) {}
}
