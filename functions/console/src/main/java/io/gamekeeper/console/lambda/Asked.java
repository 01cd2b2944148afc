package io.gamekeeper.console.lambda;

import io.gamekeeper.console.metrics.TimeRange;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.Decoded;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the routes of the console read of a request. */
final class Asked {
  static final int MOST_BYTES = 4096;
  private static final Duration UNLESS_GIVEN = Duration.ofHours(1);

  private Asked() {}

  /** Reads {@code from} and {@code to}; the hour before now unless they are given. */
  static Decoded<TimeRange> range(Call call, InstantSource clock) {
    return call.request()
        .queryInstant("to", clock.instant())
        .then(
            to ->
                call.request()
                    .queryInstant("from", to.minus(UNLESS_GIVEN))
                    .then(from -> range(from, to)));
  }

  private static Decoded<TimeRange> range(Instant from, Instant to) {
    try {
      return new Decoded.Value<>(new TimeRange(from, to));
    } catch (IllegalArgumentException e) {
      return new Decoded.Refused<>(Problem.malformed(String.valueOf(e.getMessage())));
    }
  }

  /** Reads a query parameter that must be there. */
  static Decoded<String> required(Call call, String name) {
    String text = call.request().query(name);
    return text == null || text.isBlank()
        ? new Decoded.Refused<>(Problem.malformed("query parameter '" + name + "' is missing"))
        : new Decoded.Value<>(text);
  }

  /** Reads texts with commas between; none if the parameter is absent. */
  static List<String> list(Call call, String name) {
    return Optional.ofNullable(call.request().query(name)).stream()
        .flatMap(text -> Arrays.stream(text.split(",", -1)))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .toList();
  }

  /** Answers with what was found, or that there is no such thing. */
  static HttpResponse found(Optional<?> found, String what) {
    return found
        .<HttpResponse>map(HttpResponse::ok)
        .orElseGet(() -> HttpResponse.of(Problem.notFound("the stage has no " + what)));
  }

  /** Answers that somebody else was first. */
  static HttpResponse changed(String what) {
    return HttpResponse.of(Problem.conflict(what + ": look again, then decide"));
  }
}
