package io.gamekeeper.local.aws.autoscaling.scaling;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** A group that policies scale. */
public interface ScalableGroup {

  String name();

  /** Returns the time that an instance takes to warm up where a policy does not say. */
  Duration warmup();

  /** Returns the pause after simple scaling where a policy does not say. */
  Duration cooldown();

  /** Changes the desired capacity to what is decided; nothing changes meanwhile. */
  void follow(Function<CurrentCapacity, Optional<Change>> decision);
}
