package io.gamekeeper.local.time;

import java.time.Duration;
import java.time.Instant;

/**
 * Work at the same moments of each period of the stage's clock: at the beginning of each minute, as
 * AWS samples its services, or a moment after. A period that the work outlasts is not left out; one
 * that a laptop slept through is.
 */
public final class Timetable {
  private final Agenda agenda;
  private final String name;
  private final Duration period;
  private final Duration offset;
  private final Work work;

  private Timetable(Agenda agenda, String name, Duration period, Duration offset, Work work) {
    this.agenda = agenda;
    this.name = name;
    this.period = period;
    this.offset = offset;
    this.work = work;
  }

  /**
   * Does something at the next full minute, and at each that follows, as long as the agenda lives.
   */
  public static void eachMinute(Agenda agenda, String name, Work work) {
    each(agenda, name, Duration.ofMinutes(1), Duration.ZERO, work);
  }

  /**
   * Does something in each period that follows.
   *
   * @param period whole seconds, of which a day has a whole number
   * @param offset from the beginning of the period; shorter than it
   */
  public static void each(Agenda agenda, String name, Duration period, Duration offset, Work work) {
    new Timetable(agenda, name, period, offset, work).planAfter(agenda.clock().instant());
  }

  private void planAfter(Instant instant) {
    long seconds = period.toSeconds();
    Instant begin =
        Instant.ofEpochSecond(Math.floorDiv(instant.getEpochSecond(), seconds) * seconds);
    Task _ =
        agenda.at(
            name,
            begin.plus(period).plus(offset),
            () -> {
              planAfter(agenda.clock().instant());
              work.run();
            });
  }
}
