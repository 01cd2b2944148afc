package io.gamekeeper.oncall.lambda;

import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.oncall.Matcher;
import io.gamekeeper.oncall.ShortId;
import io.gamekeeper.oncall.page.AlertBook;
import io.gamekeeper.oncall.route.Silence;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.Decoded;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.Operators;
import io.gamekeeper.platform.http.Problem;
import io.gamekeeper.platform.http.Route;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The routes about silences. */
final class SilenceRoutes {
  private static final String PATH = "/ops/v1/on-call/silences";
  private static final int MOST_BYTES = 16 * 1024;
  private static final int MOST_MATCHERS = 20;
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(7);

  /** An operator's clock says when a silence expires; it may differ from ours by that much. */
  private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(30);

  private static final int ID_LENGTH = 8;

  private final AlertBook book;
  private final InstantSource clock;
  private final RandomGenerator random;

  /** Silences, the soonest to expire first. */
  record Silences(List<Shown> silences) {}

  /** A silence. */
  record Shown(
      String id,
      List<String> matchers,
      String author,
      String reason,
      Instant from,
      Instant expires) {

    static Shown of(Silence silence) {
      return new Shown(
          silence.id(),
          silence.matchers().stream().map(Matcher::toString).toList(),
          silence.author(),
          silence.reason(),
          silence.from(),
          silence.expires());
    }
  }

  /** A silence as it is asked for. */
  record Asked(@Nullable List<@Nullable String> matchers, @Nullable String expires) {}

  /**
   * Creates the routes.
   *
   * @param random gives silences their ids, which are no secrets
   */
  SilenceRoutes(AlertBook book, InstantSource clock, RandomGenerator random) {
    this.book = book;
    this.clock = clock;
    this.random = random;
  }

  Stream<Route> all(Operators operators) {
    return Stream.of(
        Route.forOperators("GET", PATH, OperatorRole.VIEWER, operators, this::silences),
        Route.forOperators(
            "POST",
            PATH,
            OperatorRole.ON_CALL,
            operators,
            call -> call.request().body(Asked.class, MOST_BYTES).answer(asked -> add(call, asked))),
        Route.forOperators(
            "POST", PATH + "/{silence}/end", OperatorRole.ON_CALL, operators, this::end));
  }

  private HttpResponse silences(Call call) {
    return HttpResponse.ok(
        new Silences(
            book.silences(clock.instant()).stream()
                .sorted(Comparator.comparing(Silence::expires).thenComparing(Silence::id))
                .map(Shown::of)
                .toList()));
  }

  private HttpResponse add(Call call, Asked asked) {
    Instant now = clock.instant();
    return matchers(asked)
        .then(
            matchers -> expires(asked, now).then(expires -> silence(call, matchers, now, expires)))
        .answer(
            silence -> {
              book.keep(silence);
              return HttpResponse.changed(Map.of(), Shown.of(silence));
            });
  }

  private Decoded<Silence> silence(
      Call call, List<Matcher> matchers, Instant now, Instant expires) {
    try {
      return new Decoded.Value<>(
          new Silence(freeId(now), matchers, call.operator().name(), call.reason(), now, expires));
    } catch (IllegalArgumentException e) {
      return refused(String.valueOf(e.getMessage()));
    }
  }

  private static Decoded<List<Matcher>> matchers(Asked asked) {
    List<@Nullable String> texts = asked.matchers();
    if (texts == null || texts.isEmpty() || texts.size() > MOST_MATCHERS) {
      return refused("'matchers' has 1 to " + MOST_MATCHERS + " matchers");
    }
    List<Matcher> matchers = new ArrayList<>();
    for (String text : texts) {
      try {
        matchers.add(Matcher.parse(text == null ? "" : text));
      } catch (IllegalArgumentException e) {
        return refused("matcher %d %s".formatted(matchers.size() + 1, e.getMessage()));
      }
    }
    return new Decoded.Value<>(List.copyOf(matchers));
  }

  private static Decoded<Instant> expires(Asked asked, Instant now) {
    Instant expires;
    try {
      expires = Instant.parse(asked.expires() == null ? "" : asked.expires());
    } catch (DateTimeParseException e) {
      return refused("'expires' must be a time such as 2026-11-30T10:00:00Z");
    }
    if (expires.isBefore(now.plus(SHORTEST).minus(CLOCKS_DIFFER))
        || expires.isAfter(now.plus(LONGEST).plus(CLOCKS_DIFFER))) {
      return new Decoded.Refused<>(
          Problem.unprocessable(
              "silence-length",
              "A silence has a shortest and a longest time",
              "a silence holds from now on for 1 minute to 7 days: 'expires' must be from %s to %s"
                  .formatted(now.plus(SHORTEST), now.plus(LONGEST))));
    }
    return new Decoded.Value<>(expires);
  }

  private static <T> Decoded<T> refused(String why) {
    return new Decoded.Refused<>(Problem.malformed(why));
  }

  /** Returns an id that no silence has: one with the same id would be replaced. */
  private String freeId(Instant now) {
    Set<String> taken = book.silences(now).stream().map(Silence::id).collect(Collectors.toSet());
    return Stream.generate(() -> ShortId.of(random, ID_LENGTH))
        .filter(id -> !taken.contains(id))
        .findFirst()
        .orElseThrow();
  }

  private HttpResponse end(Call call) {
    String id = call.variable("silence");
    Instant now = clock.instant();
    Optional<Silence> held =
        book.silences(now).stream()
            .filter(silence -> silence.id().equals(id) && silence.from().isBefore(now))
            .findAny();
    if (held.isEmpty()) {
      return HttpResponse.of(Problem.notFound("no silence " + id + " holds now"));
    }
    Silence before = held.get();
    Silence after =
        new Silence(
            before.id(), before.matchers(), before.author(), before.reason(), before.from(), now);
    book.keep(after);
    return HttpResponse.changed(Shown.of(before), Shown.of(after));
  }
}
