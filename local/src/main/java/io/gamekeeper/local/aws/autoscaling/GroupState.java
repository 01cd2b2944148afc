package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.observe.ErrorLog;
import io.gamekeeper.local.time.Agenda;
import java.time.Instant;

/**
 * The state of a group that its parts share. The group's lock guards all of it: the group takes the
 * lock, its parts are only called under it.
 */
record GroupState(
    GroupSettings settings,
    Instances instances,
    TargetGroups targets,
    ActivityHistory history,
    Causes causes,
    LaunchBackoff backoff,
    Agenda agenda,
    ErrorLog errors) {

  /** Makes the state of a group without instances. */
  static GroupState of(GroupSettings settings, Agenda agenda, ErrorLog errors) {
    ActivityHistory history = new ActivityHistory(agenda.clock());
    return new GroupState(
        settings,
        new Instances(settings.zones()),
        new TargetGroups(),
        history,
        new Causes(history::now),
        new LaunchBackoff(agenda.clock()),
        agenda,
        errors);
  }

  Instant now() {
    return agenda.clock().instant();
  }

  /** Notes an error at the group's resource. */
  void note(String problem) {
    errors.note(settings.logicalId(), problem);
  }
}
