package io.gamekeeper.local.aws.autoscaling;

import io.gamekeeper.local.aws.autoscaling.machine.Site;
import java.io.IOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Makes the instances of all groups of a stage. */
record InstanceFactory(FleetWorld world, Site site, RandomGenerator random) {

  String newId() {
    return "i-0" + HexFormat.of().toHexDigits(random.nextLong());
  }

  /**
   * Makes an instance whose machine has not been started.
   *
   * @throws IOException if it cannot have a folder or a port
   */
  Instance create(
      String id,
      String zone,
      GroupSettings group,
      Instance.Lifecycle lifecycle,
      LifecycleState state,
      Instant launched,
      Activity activity)
      throws IOException {
    return new Instance(id, zone, group, this, lifecycle, state, launched, activity);
  }
}
