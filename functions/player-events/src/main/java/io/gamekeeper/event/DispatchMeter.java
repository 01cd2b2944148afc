package io.gamekeeper.event;

import java.time.Duration;

/** Measures what happens to events. */
public interface DispatchMeter {
  /**
   * A listener was called.
   *
   * @param failures for how many of the events it failed
   */
  void called(String listener, int events, int failures, Duration took);

  /**
   * The listeners were called with a message.
   *
   * @param handled how many of its events all of them handled
   * @param latency since the events were accepted; zero for those of an earlier attempt
   */
  void handled(int handled, int failed, Duration latency);

  /** A listener's attempts for an event are used up. */
  void gaveUp();
}
