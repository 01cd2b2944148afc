package io.gamekeeper.platform.session;

import java.util.List;

/** The sessions' events in the order in which they arrived. */
public interface SessionFeed {
  /** The position before the first event. */
  String BEGINNING = "0-0";

  /**
   * Events that follow each other.
   *
   * @param position of the last one; of none, where it was asked from
   * @param more whether others may follow
   * @param gap whether others came before these and are gone: nobody asked in time
   */
  record Page(List<SessionEvent> events, String position, boolean more, boolean gap) {
    public Page {
      events = List.copyOf(events);
    }
  }

  /** Returns the next events after a position, at most so many. */
  Page after(String position, int limit);
}
