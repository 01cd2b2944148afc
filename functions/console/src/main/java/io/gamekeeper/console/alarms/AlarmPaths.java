package io.gamekeeper.console.alarms;

import io.gamekeeper.console.StageNames;
import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.route.Context;
import io.gamekeeper.oncall.route.Explanation;
import io.gamekeeper.oncall.route.Routing;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Says who hears of an alarm, and why, while the alarms fire that fire now. */
public final class AlarmPaths {
  private final AlarmViews alarms;
  private final StageNames names;
  private final Supplier<Routing> routing;

  /**
   * Creates paths.
   *
   * @param stage the stage's key
   * @param routing is asked for when a path is: few are, and no page should wait for its files
   */
  public AlarmPaths(AlarmViews alarms, String stage, Supplier<Routing> routing) {
    this.alarms = alarms;
    this.names = new StageNames(stage);
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
            found -> {
              AlarmSummary alarm = found.summary();
              boolean fires = alarm.state() == AlarmState.ALARM && !alarm.since().isAfter(at);
              List<Alert> active =
                  alarms.all(Optional.of(AlarmState.ALARM)).alarms().stream()
                      .filter(other -> !other.name().equals(alarm.name()))
                      .map(other -> alert(other, other.since()))
                      .toList();
              return Explanation.of(
                  routing
                      .get()
                      .decide(
                          alert(alarm, fires ? alarm.since() : at),
                          at,
                          Context.NOTHING.with(active, List.of())));
            });
  }

  private Alert alert(AlarmSummary alarm, Instant since) {
    Map<String, String> labels = new HashMap<>();
    labels.put(Alert.STAGE, names.stage());
    labels.put(Alert.ALARM, names.brief(alarm.name()));
    labels.put(Alert.SEVERITY, alarm.severity().toLowerCase(Locale.ROOT));
    add(labels, Alert.OWNER, alarm.owner());
    add(labels, Alert.DASHBOARD, alarm.dashboard());
    add(labels, Alert.RUNBOOK, alarm.runbook());
    return new Alert(labels, Alert.State.FIRING, since, alarm.reason(), alarm.description());
  }

  private static void add(Map<String, String> labels, String label, @Nullable String value) {
    if (value != null) {
      labels.put(label, value);
    }
  }
}
