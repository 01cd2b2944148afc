package io.gamekeeper.local.admin;

import io.gamekeeper.local.admin.AdminOperation.Nothing;
import io.gamekeeper.local.admin.FleetCalls.Activities;
import io.gamekeeper.local.admin.FleetCalls.Entry;
import io.gamekeeper.local.admin.FleetCalls.Group;
import io.gamekeeper.local.admin.FleetCalls.Groups;
import io.gamekeeper.local.admin.FleetCalls.History;
import io.gamekeeper.local.admin.FleetCalls.Instance;
import io.gamekeeper.local.admin.FleetCalls.Interrupt;
import io.gamekeeper.local.admin.FleetCalls.Interrupted;
import io.gamekeeper.local.admin.FleetCalls.Kill;
import io.gamekeeper.local.admin.FleetCalls.Terminate;
import io.gamekeeper.local.aws.autoscaling.Activity;
import io.gamekeeper.local.aws.autoscaling.Fleet;
import io.gamekeeper.local.aws.autoscaling.InstanceView;
import java.time.Duration;
import java.util.List;

/** The stage's side of {@link FleetCalls}. */
final class FleetOperations {
  private final Fleet fleet;

  FleetOperations(Fleet fleet) {
    this.fleet = fleet;
  }

  List<AdminApi.Handler> operations() {
    return List.of(
        FleetCalls.LIST.by(_ -> new Groups(fleet.groupNames().stream().map(this::group).toList())),
        FleetCalls.ACTIVITIES.by(this::activities),
        FleetCalls.TERMINATE.by(this::terminate),
        FleetCalls.KILL.by(this::kill),
        FleetCalls.INTERRUPT.by(this::interrupt));
  }

  private Group group(String name) {
    Fleet.Capacity capacity = fleet.capacity(name);
    return new Group(
        name,
        capacity.minimum(),
        capacity.desired(),
        capacity.maximum(),
        fleet.instances().stream()
            .filter(instance -> instance.group().equals(name))
            .map(FleetOperations::instance)
            .toList());
  }

  private static Instance instance(InstanceView instance) {
    return new Instance(
        instance.id(),
        instance.zone(),
        instance.spot(),
        instance.state(),
        instance.health(),
        instance.port(),
        instance.since(),
        instance.pid().isPresent() ? instance.pid().getAsLong() : null);
  }

  private Activities activities(History history) {
    if (history.limit() < 0) {
      throw new IllegalArgumentException("the argument limit must not be negative");
    }
    return new Activities(
        fleet.activities(history.group()).stream()
            .limit(history.limit())
            .map(FleetOperations::entry)
            .toList());
  }

  private static Entry entry(Activity activity) {
    return new Entry(
        activity.start(),
        activity.end().orElse(null),
        activity.status(),
        activity.description(),
        activity.cause(),
        activity.message());
  }

  private Nothing terminate(Terminate terminate) {
    fleet.terminate(terminate.instance(), terminate.decrement());
    return Nothing.NOTHING;
  }

  private Nothing kill(Kill kill) {
    if (kill.serverOnly()) {
      fleet.killServer(kill.instance());
    } else {
      fleet.kill(kill.instance());
    }
    return Nothing.NOTHING;
  }

  private Interrupted interrupt(Interrupt interrupt) {
    if (interrupt.noticeAfterSeconds() < 0) {
      throw new IllegalArgumentException("the argument noticeAfterSeconds must not be negative");
    }
    return new Interrupted(
        fleet.interrupt(interrupt.instance(), Duration.ofSeconds(interrupt.noticeAfterSeconds())));
  }
}
