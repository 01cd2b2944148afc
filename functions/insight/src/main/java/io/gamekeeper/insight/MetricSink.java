package io.gamekeeper.insight;

import java.util.List;

/** Where metrics go. */
public interface MetricSink {
  /** The most points of one call. */
  int mostPoints();

  /** The most bytes of one call, as {@link #bytes} counts them. */
  long mostBytes();

  /** Returns how many bytes of a call a point takes at most. */
  long bytes(Point point);

  /**
   * Sends points in one call, once.
   *
   * @throws MetricsRefusedException if none was taken
   * @throws OutcomeUnknownException if nobody knows
   */
  void send(List<Point> points);
}
