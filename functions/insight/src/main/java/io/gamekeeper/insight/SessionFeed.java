package io.gamekeeper.insight;

import java.util.List;

/** The sessions' events in the order in which they arrived. */
public interface SessionFeed {
  /** The position before the first event. */
  String BEGINNING = "0-0";

  /**
   * Events that follow each other.
   *
   * @param position of the last one; of none, where it was asked from
   */
  record Page(List<SessionEvent> events, String position) {
    public Page {
      events = List.copyOf(events);
    }
  }

  /** Returns the next events after a position, at most so many. */
  Page after(String position, int limit);
}
