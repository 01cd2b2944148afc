package io.gamekeeper.oncall.schedule;

import java.util.List;
import java.util.Map;

/**
 * The people and the schedules, by name.
 *
 * @param team everyone: who is told when nobody else can be
 */
public record Schedules(List<Person> team, Map<String, Schedule> byName) {
  public Schedules {
    team = List.copyOf(team);
    byName = Map.copyOf(byName);
  }
}
