package io.gamekeeper.local.aws.autoscaling;

import java.time.Instant;
import java.util.List;

/**
 * A group at a time, as its service describes it.
 *
 * @param settings as the template declares it
 */
record GroupView(GroupSettings settings, Instant created, int desired, List<Member> members) {
  GroupView {
    members = List.copyOf(members);
  }

  /**
   * An instance.
   *
   * @param lost whether its machine was killed
   */
  record Member(
      String id, String zone, String launchTemplate, LifecycleState state, boolean lost) {}
}
