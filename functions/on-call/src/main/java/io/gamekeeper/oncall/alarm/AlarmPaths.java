package io.gamekeeper.oncall.alarm;

import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.Alert.State;
import io.gamekeeper.oncall.route.Context;
import io.gamekeeper.oncall.route.Explanation;
import io.gamekeeper.oncall.route.Routing;
import io.gamekeeper.oncall.route.Silence;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Says who hears of an alarm, and why, while the alarms fire that fire now. */
public final class AlarmPaths {
  private final CloudWatchAlarms alarms;
  private final Supplier<List<Silence>> silences;
  private final Supplier<Set<String>> acknowledged;
  private final Routing routing;

  /**
   * Creates paths.
   *
   * @param silences those that hold now or later
   * @param acknowledged the keys of alerts that somebody has taken on
   */
  public AlarmPaths(
      CloudWatchAlarms alarms,
      Supplier<List<Silence>> silences,
      Supplier<Set<String>> acknowledged,
      Routing routing) {
    this.alarms = alarms;
    this.silences = silences;
    this.acknowledged = acknowledged;
    this.routing = routing;
  }

  /**
   * Returns what comes of an alarm at a time; of one that does not fire, as if it began then. Empty
   * if the stage has none of that name.
   */
  public Optional<Explanation> explain(String name, Instant at) {
    return alarms
        .find(name)
        .map(
            alarm -> {
              List<Alert> others =
                  alarms.on().stream().filter(other -> !other.key().equals(alarm.key())).toList();
              return Explanation.of(
                  routing.decide(
                      supposed(alarm, at),
                      at,
                      Context.NOTHING.with(others, silences.get(), acknowledged.get())));
            });
  }

  private static Alert supposed(Alert alarm, Instant at) {
    return alarm.firing() && !alarm.since().isAfter(at)
        ? alarm
        : new Alert(alarm.labels(), State.FIRING, at, alarm.reason(), alarm.meaning());
  }
}
