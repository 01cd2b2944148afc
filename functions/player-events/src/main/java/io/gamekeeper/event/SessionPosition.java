package io.gamekeeper.event;

import io.gamekeeper.platform.session.SessionFeed;

/** How far the sessions' events have been put into the queue. */
public interface SessionPosition {
  /**
   * Returns the position of the last event in the queue; the {@link SessionFeed}'s beginning first.
   */
  String get();

  /**
   * Moves on, unless somebody else has.
   *
   * @return whether it did
   */
  boolean move(String from, String to);
}
