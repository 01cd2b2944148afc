package io.gamekeeper.insight;

import java.util.List;

/**
 * The points of one call.
 *
 * @param claimed whether a run has begun to send them. Only that run sends them: a call that may
 *     have been made is never made again
 */
public record Outgoing(List<Point> points, boolean claimed) {
  public Outgoing {
    points = List.copyOf(points);
  }
}
