package io.gamekeeper.oncall.lambda;

import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.oncall.Alert;
import io.gamekeeper.oncall.page.AlertBook;
import io.gamekeeper.oncall.page.Delivery;
import io.gamekeeper.oncall.page.Page;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.Operators;
import io.gamekeeper.platform.http.Route;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The routes about what people were told. */
final class PageRoutes {
  private static final int LISTED = 50;

  /** So that an answer stays below the load balancer's 1 MB. */
  private static final int MOST_LISTED = 100;

  private static final Duration LAST = Duration.ofDays(30);

  private final AlertBook book;
  private final InstantSource clock;

  /** Pages, the newest first. */
  record Pages(List<Told> pages) {}

  /** A page. */
  record Told(
      String id,
      Instant at,
      String severity,
      String route,
      String receiver,
      List<String> firing,
      List<String> resolved,
      List<Sent> deliveries) {

    static Told of(Page page) {
      return new Told(
          page.id(),
          page.notification().at(),
          Alert.label(page.notification().severity()),
          page.route(),
          page.receiver(),
          names(page.notification().firing()),
          names(page.notification().resolved()),
          page.deliveries().stream().map(Sent::of).toList());
    }

    private static List<String> names(List<Alert> alerts) {
      return alerts.stream().map(alert -> alert.label(Alert.ALARM)).toList();
    }
  }

  /** A page's way to one address. */
  record Sent(String person, String channel, String state, int attempts, String detail) {

    static Sent of(Delivery delivery) {
      return new Sent(
          delivery.person(),
          key(delivery.channel()),
          key(delivery.state()),
          delivery.attempts(),
          delivery.detail());
    }
  }

  /** Returns a constant as answers have it. */
  static String key(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  PageRoutes(AlertBook book, InstantSource clock) {
    this.book = book;
    this.clock = clock;
  }

  Stream<Route> all(Operators operators) {
    return Stream.of(
        Route.forOperators(
            "GET", "/ops/v1/on-call/pages", OperatorRole.VIEWER, operators, this::pages));
  }

  private HttpResponse pages(Call call) {
    return call.request()
        .queryInt("limit", LISTED, 1, MOST_LISTED)
        .answer(
            limit -> {
              Instant now = clock.instant();
              return HttpResponse.ok(
                  new Pages(
                      Stream.concat(
                              book.onTheirWay().stream(),
                              book.over(now.minus(LAST), now, limit).stream())
                          .sorted(
                              Comparator.comparing(
                                  (Page page) -> page.notification().at(),
                                  Comparator.reverseOrder()))
                          .limit(limit)
                          .map(Told::of)
                          .toList()));
            });
  }
}
