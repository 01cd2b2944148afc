package io.gamekeeper.console.fleet;

import io.gamekeeper.console.Utc;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The groups of the stage's game servers at a time. */
public record FleetState(@Utc Instant at, List<Group> groups) {
  public FleetState {
    groups = List.copyOf(groups);
  }

  /** A group with its limits, the number of instances it should have, and those it has. */
  public record Group(
      String name, int minimum, int desired, int maximum, List<Instance> instances) {
    public Group {
      instances = List.copyOf(instances);
    }
  }

  /**
   * An instance.
   *
   * @param type for instance {@code c7g.large}; empty if Auto Scaling does not say
   * @param spot whether EC2 may take it back
   * @param state as Auto Scaling calls it, for instance {@code InService}
   * @param health {@code Healthy} or {@code Unhealthy}
   * @param launched null if its launch is no longer among the group's last activities
   */
  public record Instance(
      String id,
      String type,
      String zone,
      boolean spot,
      String state,
      String health,
      @Utc @Nullable Instant launched) {}
}
