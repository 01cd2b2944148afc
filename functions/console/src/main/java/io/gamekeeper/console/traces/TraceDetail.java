package io.gamekeeper.console.traces;

import io.gamekeeper.console.Utc;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A trace with its segments in the order to draw: each below what called it, the earliest first.
 *
 * @param seconds from the first segment's start to the last one's end
 */
public record TraceDetail(String id, @Utc Instant at, double seconds, List<Piece> segments) {
  public TraceDetail {
    segments = List.copyOf(segments);
  }

  /**
   * A segment or a part of one.
   *
   * @param parent the id of the one above; null at the top
   * @param origin what kind of service it is, by AWS's names
   * @param start seconds after the trace's start
   * @param seconds how long it took; of one that goes on, until now
   * @param namespace {@code aws} or {@code remote} where it is a call
   * @param operation what was asked for in a call
   * @param exception what was thrown, with its message
   */
  public record Piece(
      String id,
      @Nullable String parent,
      String name,
      @Nullable String origin,
      double start,
      double seconds,
      @Nullable String namespace,
      @Nullable String operation,
      @Nullable Integer status,
      boolean error,
      boolean fault,
      boolean throttle,
      Map<String, String> annotations,
      @Nullable String exception) {}
}
