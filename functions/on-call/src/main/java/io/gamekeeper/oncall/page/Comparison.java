package io.gamekeeper.oncall.page;

import static java.util.stream.Collectors.toMap;

import io.gamekeeper.contract.GameAlarm.Severity;
import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.page.Alarms.Alarm;
import io.gamekeeper.oncall.page.Alarms.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares what is known of alerts with the alarms themselves. What got lost between the two is
 * taken in: an alarm that is on and was never heard of, one that is over, and one that was deleted
 * while it was on.
 */
public final class Comparison {
  /** How long messages may take. */
  static final Duration LATE = Duration.ofMinutes(1);

  /** After that a CRITICAL alarm that was not taken in is a fault of ours. */
  static final Duration LOST = Duration.ofMinutes(3);

  /** How long an alarm has to be unheard of before it counts as deleted. */
  static final Duration GONE = Duration.ofMinutes(10);

  private final Alarms alarms;
  private final AlertBook book;
  private final Desk desk;
  private final InstantSource clock;

  public Comparison(Alarms alarms, AlertBook book, Desk desk, InstantSource clock) {
    this.alarms = alarms;
    this.book = book;
    this.desk = desk;
    this.clock = clock;
  }

  /**
   * Takes in what is missing.
   *
   * @return whether no CRITICAL alarm is on for minutes and still not taken in
   */
  public boolean takeIn() {
    Instant now = clock.instant();
    Map<String, Alarm> all =
        alarms.all().stream()
            .collect(toMap(alarm -> alarm.alert().key(), alarm -> alarm, (one, _) -> one));
    Map<String, Alert> known =
        book.alerts().stream().collect(toMap(Alert::key, alert -> alert, (one, _) -> one));
    List<Alert> missing = new ArrayList<>();
    all.forEach(
        (key, alarm) -> {
          Alert heard = known.get(key);
          boolean unheard =
              heard == null || (!heard.firing() && heard.since().isBefore(alarm.alert().since()));
          if (alarm.state() == State.ON && alarm.tells() && unheard && late(alarm, now)) {
            missing.add(alarm.alert());
          }
        });
    known.values().stream()
        .filter(Alert::firing)
        .forEach(
            alert -> {
              Alarm alarm = all.get(alert.key());
              if (alarm == null) {
                if (isGone(alert, now)) {
                  missing.add(alert.over(now, "The alarm was deleted."));
                }
              } else if (alarm.state() == State.OFF
                  && alarm.alert().since().isAfter(alert.since())
                  && late(alarm, now)) {
                missing.add(alarm.alert());
              }
            });
    Set<String> failed = desk.arrived(missing);
    return missing.stream()
        .filter(alert -> failed.contains(alert.key()))
        .noneMatch(
            alert ->
                alert.firing()
                    && alert.severity() == Severity.CRITICAL
                    && !alert.since().plus(LOST).isAfter(now));
  }

  private boolean isGone(Alert alert, Instant now) {
    return !alert.since().plus(GONE).isAfter(now) && alarms.isGone(alert.label(Alert.ALARM));
  }

  private static boolean late(Alarm alarm, Instant now) {
    return !alarm.alert().since().plus(LATE).isAfter(now);
  }
}
