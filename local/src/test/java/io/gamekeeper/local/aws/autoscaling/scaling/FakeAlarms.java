package io.gamekeeper.local.aws.autoscaling.scaling;

import io.gamekeeper.local.target.SharedAlarms;
import io.gamekeeper.local.target.SharedAlarms.Definition;
import io.gamekeeper.local.target.SharedAlarms.State;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Alarms whose states a test sets. */
public final class FakeAlarms implements SharedAlarms.Keeper {
  /** What services have made, by name. */
  final Map<String, Definition> made = new ConcurrentHashMap<>();

  private final Map<String, State> states = new ConcurrentHashMap<>();

  public void set(String alarm, State state) {
    states.put(alarm, state);
  }

  @Override
  public void put(Definition alarm) {
    made.put(alarm.name(), alarm);
  }

  @Override
  public void delete(String name) {
    made.remove(name);
    states.remove(name);
  }

  @Override
  public Optional<State> state(String alarm) {
    return Optional.ofNullable(states.get(alarm));
  }
}
