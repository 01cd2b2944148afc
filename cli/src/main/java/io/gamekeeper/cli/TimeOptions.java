package io.gamekeeper.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose a range of time. */
final class TimeOptions {
  private static final Duration USUAL = Duration.ofHours(1);

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = Moment.Reader.class,
      description = "2026-03-01T10:00:00Z, or how long ago: 15m, 2h, 3d (default: an hour ago).")
  private @Nullable Moment from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = Moment.Reader.class,
      description = "Likewise (default: now).")
  private @Nullable Moment to;

  /** Returns what is wrong with the range; null for nothing. */
  @Nullable String problem(Clock clock) {
    Instant end = end(clock);
    Instant begin = begin(end, clock);
    return begin.isBefore(end) ? null : "--from " + begin + " is not before --to " + end;
  }

  /** Returns the query's parameters, of which there are none if the user chose nothing. */
  Map<String, String> query(Clock clock) {
    Map<String, String> query = new LinkedHashMap<>();
    if (from != null || to != null) {
      Instant end = end(clock);
      query.put("from", begin(end, clock).toString());
      query.put("to", end.toString());
    }
    return query;
  }

  private Instant end(Clock clock) {
    return to == null ? clock.instant() : to.at(clock);
  }

  private Instant begin(Instant end, Clock clock) {
    return from == null ? end.minus(USUAL) : from.at(clock);
  }
}
