package io.gamekeeper.oncall.page;

import io.gamekeeper.oncall.Alert;
import java.util.List;

/** The alarms themselves, whatever was heard of them. */
public interface Alarms {
  /** How an alarm is. */
  enum State {
    ON,
    OFF,
    /** It has no data to say. */
    UNKNOWN
  }

  /**
   * An alarm as it is now.
   *
   * @param tells whether it tells somebody when it goes on
   */
  record Alarm(Alert alert, State state, boolean tells) {}

  /** Returns all of the stage. */
  List<Alarm> all();

  /** Returns whether there is no alarm of that name, with the stage's prefix or without. */
  boolean isGone(String alarm);
}
