package io.gamekeeper.oncall.group;

import io.gamekeeper.oncall.Alert;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a route collects alerts into messages.
 *
 * @param by the labels whose values alerts of a group share
 * @param groupWait how long a group's first message waits for others
 * @param groupInterval the shortest time between messages of a group when something changes
 * @param repeatInterval how long until an unchanged group is told again
 */
public record Grouping(
    List<String> by, Duration groupWait, Duration groupInterval, Duration repeatInterval) {
  public Grouping {
    by = List.copyOf(by);
    if (!groupWait.isPositive()
        || groupInterval.compareTo(groupWait) < 0
        || repeatInterval.compareTo(groupInterval) < 0) {
      throw new IllegalArgumentException(
          "0 < groupWait <= groupInterval <= repeatInterval must hold, not %s, %s, %s"
              .formatted(groupWait, groupInterval, repeatInterval));
    }
  }

  /** Returns the key of the group that an alert belongs to; it stays the same for its life. */
  public String key(String route, Alert alert) {
    return route
        + by.stream()
            .map(label -> label + "=" + alert.label(label))
            .collect(Collectors.joining(",", "{", "}"));
  }
}
