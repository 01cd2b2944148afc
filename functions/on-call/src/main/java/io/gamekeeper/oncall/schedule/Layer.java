package io.gamekeeper.oncall.schedule;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A place in a schedule that one person fills at a time: by rotation, but for overrides.
 *
 * @param overrides none overlaps another
 */
public record Layer(String name, Rotation rotation, List<Substitute> overrides) {
  /**
   * An override: somebody else is on call for a while.
   *
   * @param to the first instant at which the rotation counts again
   */
  public record Substitute(Person who, Instant from, Instant to) {
    public Substitute {
      if (!from.isBefore(to)) {
        throw new IllegalArgumentException("an override ends after it begins");
      }
    }

    boolean covers(Instant instant) {
      return !instant.isBefore(from) && instant.isBefore(to);
    }

    /** Returns whether both cover some instant. */
    public boolean overlaps(Substitute other) {
      return from.isBefore(other.to) && other.from.isBefore(to);
    }
  }

  public Layer {
    overrides = List.copyOf(overrides);
    for (int i = 0; i < overrides.size(); i++) {
      if (overrides.subList(0, i).stream().anyMatch(overrides.get(i)::overlaps)) {
        throw new IllegalArgumentException("overrides of layer " + name + " overlap");
      }
    }
  }

  /** Returns who is on call; empty before the rotation begins, unless an override covers it. */
  public Optional<Person> onCall(Instant instant) {
    return overrides.stream()
        .filter(override -> override.covers(instant))
        .map(Substitute::who)
        .findFirst()
        .or(() -> rotation.onCall(instant));
  }
}
