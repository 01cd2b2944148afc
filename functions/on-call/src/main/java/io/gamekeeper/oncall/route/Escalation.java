package io.gamekeeper.oncall.route;

import io.gamekeeper.oncall.schedule.WeeklyHours;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whom alerts of a severity call, and whom next while nobody acknowledges.
 *
 * @param wakes whether phone and SMS are used outside a person's hours
 * @param waitsForHours whether the first step waits for the receiver's hours
 * @param steps in the order of their times
 */
public record Escalation(boolean wakes, boolean waitsForHours, List<Step> steps) {
  /** Who is told at a step. */
  public enum Audience {
    /** Who is on call in the first layer of each of the receiver's schedules. */
    PRIMARY,
    /** Everyone who is on call in the receiver's schedules. */
    ON_CALL,
    /** In each of the receiver's schedules, the next in turn who is not on call. */
    NEXT,
    /** Everyone. */
    TEAM
  }

  /**
   * A step.
   *
   * @param after counted from the beginning: when the alert was opened, or when hours began then
   */
  public record Step(Audience tell, Duration after) {}

  /** A step and the instant at which it is due. */
  public record Due(Step step, Instant at) {}

  /**
   * Where an escalation is.
   *
   * @param current the step that is due now; empty if none is
   * @param next the step after it; empty if there is none
   */
  public record Position(Optional<Due> current, Optional<Due> next) {}

  public Escalation {
    steps = List.copyOf(steps);
    if (steps.isEmpty() || !steps.getFirst().after().isZero()) {
      throw new IllegalArgumentException("an escalation begins with a step after 0s");
    }
    for (int i = 1; i < steps.size(); i++) {
      if (steps.get(i).after().compareTo(steps.get(i - 1).after()) <= 0) {
        throw new IllegalArgumentException("each step is later than the one before");
      }
    }
  }

  /**
   * Returns where the escalation of an alert is.
   *
   * @param opened when the alert began; now if that lies ahead, as clocks differ
   * @param acknowledged whether somebody has taken it on: nothing is due then
   * @param hours the receiver's
   */
  public Position at(Instant opened, boolean acknowledged, Instant now, WeeklyHours hours) {
    if (acknowledged) {
      return new Position(Optional.empty(), Optional.empty());
    }
    Instant from = opened.isAfter(now) ? now : opened;
    Instant begin = waitsForHours ? hours.nextOpening(from) : from;
    Optional<Due> current = Optional.empty();
    for (Step step : steps) {
      Due due = new Due(step, begin.plus(step.after()));
      if (due.at().isAfter(now)) {
        return new Position(current, Optional.of(due));
      }
      current = Optional.of(due);
    }
    return new Position(current, Optional.empty());
  }
}
