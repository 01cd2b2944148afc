package io.gamekeeper.oncall.incident;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in an incident.
 *
 * @param by who did it; null if nobody did
 * @param text what happened, in a short sentence without a full stop
 * @param detail more of it; may be empty
 */
public record Entry(Instant at, Kind kind, @Nullable String by, String text, String detail) {
  /** What kind of thing happens. */
  public enum Kind {
    /** The incident was opened. */
    OPENED,
    /** An alarm went on or off. */
    ALARM,
    /** People were to be told. */
    PAGE,
    /** A channel has taken a message to somebody on. */
    MESSAGE,
    /** A channel has not. */
    FAILED_MESSAGE,
    /** Somebody has taken the incident on. */
    ACKNOWLEDGED,
    /** All its alarms are over. */
    RECOVERED,
    /** It became part of another, or another of it. */
    MERGED,
    /** It is closed. */
    RESOLVED
  }
}
