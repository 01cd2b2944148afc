package io.gamekeeper.console.alarms;

import io.gamekeeper.console.Utc;
import java.time.Instant;
import java.util.List;

/** The alarms at a time: those that are on first, the most severe first among them. */
public record AlarmList(@Utc Instant at, List<AlarmSummary> alarms) {
  public AlarmList {
    alarms = List.copyOf(alarms);
  }
}
