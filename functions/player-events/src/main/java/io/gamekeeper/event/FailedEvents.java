package io.gamekeeper.event;

import java.time.Duration;

/** Keeps events that a listener failed for. */
public interface FailedEvents {
  /**
   * Keeps a message until its listener is called with it again.
   *
   * @throws EventQueueException if it is not certain that it is kept
   */
  void again(EventMessage message, Duration delay);

  /**
   * Keeps a message until a person looks at it.
   *
   * @throws EventQueueException if it is not certain that it is kept
   */
  void giveUp(EventMessage message);
}
