package io.gamekeeper.local.aws.autoscaling;

import java.time.Duration;

/**
 * Holds instances of a group at a transition until somebody says that they may go on.
 *
 * @param heartbeat how long it waits
 * @param continues whether the transition goes on after that time, or is abandoned
 */
record LifecycleHook(String name, Transition transition, Duration heartbeat, boolean continues) {

  /** Where instances are held. */
  enum Transition {
    LAUNCHING,
    TERMINATING
  }
}
