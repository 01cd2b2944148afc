package io.gamekeeper.oncall.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/** Translates what clocks on a wall show into instants. */
final class LocalTimes {
  private LocalTimes() {}

  /**
   * Returns when the clocks of a zone show this: twice when they are put back over it. When they
   * are put forward over it they never do; then it is the instant of that change.
   */
  static List<Instant> instants(LocalDateTime shown, ZoneId zone) {
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(shown);
    return offsets.isEmpty()
        ? List.of(zone.getRules().getTransition(shown).getInstant())
        : offsets.stream().map(shown::toInstant).sorted().toList();
  }

  /** Returns when they first show this or something later. */
  static Instant first(LocalDateTime shown, ZoneId zone) {
    return instants(shown, zone).getFirst();
  }
}
