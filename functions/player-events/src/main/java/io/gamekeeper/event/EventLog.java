package io.gamekeeper.event;

/** The players' log. */
public interface EventLog {
  /**
   * Keeps an event.
   *
   * @return whether it is new
   */
  boolean append(PlayerEvent event);
}
