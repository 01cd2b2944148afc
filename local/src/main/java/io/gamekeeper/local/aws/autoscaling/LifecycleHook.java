package io.gamekeeper.local.aws.autoscaling;

import java.time.Duration;

/**
 * A lifecycle hook: it holds the instances of a group at a transition until somebody completes the
 * action.
 *
 * @param heartbeat the longest time that it holds an instance
 * @param continues whether the transition goes on after that time, or is abandoned
 */
record LifecycleHook(String name, Transition transition, Duration heartbeat, boolean continues) {

  /** The transition at which instances are held. */
  enum Transition {
    LAUNCHING,
    TERMINATING
  }
}
