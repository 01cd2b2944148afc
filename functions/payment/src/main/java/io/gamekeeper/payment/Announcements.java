package io.gamekeeper.payment;

import java.util.List;
import java.util.Set;

/** The event bus. */
public interface Announcements {

  /**
   * Publishes events. If it throws, none counts as published; some may be nevertheless.
   *
   * @return the {@link Announcement#id}s of those that the bus did not take
   */
  Set<String> publish(List<Announcement> events);
}
