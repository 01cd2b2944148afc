package io.gamekeeper.cli;

import io.gamekeeper.local.admin.FleetCalls;
import java.util.ArrayList;
import java.util.List;

/** The fleet of the stage on this machine, with the processes that its instances are. */
final class StageFleet {
  private StageFleet() {}

  /** Returns a line for each group, and below it one for each of its instances. */
  static List<String> instances(List<FleetCalls.Group> groups) {
    List<String> lines = new ArrayList<>();
    for (FleetCalls.Group group : groups) {
      lines.add(
          FleetCommand.group(group.name(), group.desired(), group.minimum(), group.maximum()));
      lines.addAll(Columns.lines(group.instances().stream().map(StageFleet::row).toList()));
    }
    return lines;
  }

  private static List<String> row(FleetCalls.Instance instance) {
    return List.of(
        instance.id(),
        instance.zone(),
        FleetCommand.market(instance.spot()),
        instance.state().label(),
        instance.health(),
        instance.pid() == null ? "no process" : "pid " + instance.pid(),
        "port " + instance.port(),
        "since " + instance.since());
  }

  /** Returns two lines for each activity, and more if it failed. */
  static List<String> activities(List<FleetCalls.Entry> activities) {
    return activities.stream()
        .flatMap(
            activity ->
                FleetCommand.activity(
                    activity.start().toString(),
                    activity.status().label(),
                    activity.description(),
                    activity.cause(),
                    activity.message())
                    .stream())
        .toList();
  }
}
