package io.gamekeeper.local.time;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Work at the beginning of each minute of the stage's clock, as AWS samples its services. A minute
 * that the work outlasts is not left out; one that a laptop slept through is.
 */
public final class EachMinute {
  private final Agenda agenda;
  private final String name;
  private final Work work;

  private EachMinute(Agenda agenda, String name, Work work) {
    this.agenda = agenda;
    this.name = name;
    this.work = work;
  }

  /**
   * Does something at the next full minute, and at each that follows, as long as the agenda lives.
   */
  public static void begin(Agenda agenda, String name, Work work) {
    new EachMinute(agenda, name, work).planAfter(agenda.clock().instant());
  }

  private void planAfter(Instant instant) {
    Task _ =
        agenda.at(
            name,
            instant.truncatedTo(ChronoUnit.MINUTES).plus(Duration.ofMinutes(1)),
            () -> {
              planAfter(agenda.clock().instant());
              work.run();
            });
  }
}
