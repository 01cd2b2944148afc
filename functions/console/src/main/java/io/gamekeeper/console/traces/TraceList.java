package io.gamekeeper.console.traces;

import io.gamekeeper.console.Utc;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Traces, newest first. */
public record TraceList(List<Line> traces) {
  public TraceList {
    traces = List.copyOf(traces);
  }

  /**
   * A trace in short.
   *
   * @param seconds from its first segment's start to its last one's end
   * @param service where it began
   * @param url what was asked there by HTTP
   * @param error whether the request was refused there
   * @param fault whether it failed there
   * @param services all that took part, by name
   */
  public record Line(
      String id,
      @Utc Instant at,
      double seconds,
      String service,
      @Nullable String url,
      @Nullable String method,
      @Nullable Integer status,
      boolean error,
      boolean fault,
      List<String> services) {}
}
