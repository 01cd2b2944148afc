package io.gamekeeper.oncall.route;

import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.Matcher;
import io.gamekeeper.oncall.schedule.WeeklyHours;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Planned work, during which the alerts that it causes wait. A CRITICAL alert does not. */
public record Maintenance(String name, List<Matcher> matchers, Time time) {
  /** When the work is. */
  public sealed interface Time {
    /** Returns when the work ends that goes on at this instant; empty if none does. */
    Optional<Instant> until(Instant now);
  }

  /** The same hours each week. */
  public record Weekly(WeeklyHours hours) implements Time {
    @Override
    public Optional<Instant> until(Instant now) {
      return hours.contains(now) ? hours.nextClosing(now) : Optional.empty();
    }
  }

  /**
   * One time.
   *
   * @param to the first instant after it
   */
  public record Once(Instant from, Instant to) implements Time {
    public Once {
      if (!from.isBefore(to)) {
        throw new IllegalArgumentException("maintenance ends after it begins");
      }
    }

    @Override
    public Optional<Instant> until(Instant now) {
      return !now.isBefore(from) && now.isBefore(to) ? Optional.of(to) : Optional.empty();
    }
  }

  public Maintenance {
    matchers = List.copyOf(matchers);
    if (matchers.isEmpty()) {
      throw new IllegalArgumentException("maintenance " + name + " says what it is of");
    }
  }

  /** Returns until when an alert waits for the work to end; empty if it does not. */
  public Optional<Instant> until(Alert alert, Instant now) {
    return Matcher.allMatch(matchers, alert) ? time.until(now) : Optional.empty();
  }
}
