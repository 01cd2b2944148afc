package io.gamekeeper.contract.event;

import java.time.Duration;

/** What a request with events may contain. */
public final class EventLimits {
  /** Events of a request. */
  public static final int EVENTS = 100;

  /** Bytes of an event's data, as compact JSON in UTF-8. */
  public static final int DATA_BYTES = 8 * 1024;

  /** Fields of an event's data, unknown ones included. */
  public static final int FIELDS = 50;

  /** Levels of objects and arrays inside an event's data. */
  public static final int DEPTH = 5;

  /** Characters of a text in a field that the schema does not know. */
  public static final int TEXT = 1000;

  /** How far a sender's clock may be ahead. */
  public static final Duration AHEAD = Duration.ofMinutes(5);

  /** How long an event may have waited at its sender, for instance on a phone without a network. */
  public static final Duration AGE = Duration.ofDays(7);

  private EventLimits() {}
}
