package io.gamekeeper.console.lambda;

import io.gamekeeper.console.logs.LogViews;
import io.gamekeeper.console.logs.Looked;
import io.gamekeeper.console.metrics.TimeRange;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.Operators;
import io.gamekeeper.platform.http.Problem;
import io.gamekeeper.platform.http.Route;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/** The routes about logs. Asking is reading: it changes nothing. */
final class LogRoutes {
  private static final int LINES = 100;
  private static final int MOST_LINES = 1000;

  private final LogViews logs;
  private final InstantSource clock;

  LogRoutes(LogViews logs, InstantSource clock) {
    this.logs = logs;
    this.clock = clock;
  }

  List<Route> routes(Operators operators) {
    return List.of(
        Route.forOperators(
            "GET",
            "/ops/v1/logs/groups",
            OperatorRole.VIEWER,
            operators,
            call -> HttpResponse.ok(logs.groups())),
        Route.forOperators("GET", "/ops/v1/logs/tail", OperatorRole.VIEWER, operators, this::tail),
        Route.forOperators(
            "GET",
            "/ops/v1/logs/queries",
            OperatorRole.VIEWER,
            operators,
            call -> HttpResponse.ok(logs.savedQueries())),
        Route.forOperators(
            "GET", "/ops/v1/logs/search", OperatorRole.VIEWER, operators, this::search),
        Route.forOperators(
            "GET",
            "/ops/v1/logs/searches/{id}",
            OperatorRole.VIEWER,
            operators,
            call -> answer(logs.search(call.variable("id")))));
  }

  private HttpResponse tail(Call call) {
    return Asked.required(call, "group")
        .answer(
            group ->
                Asked.range(call, clock)
                    .answer(
                        range ->
                            call.request()
                                .queryInt("limit", LINES, 1, MOST_LINES)
                                .answer(limit -> tail(call, group, range, limit))));
  }

  private HttpResponse tail(Call call, String group, TimeRange range, int limit) {
    String filter = Objects.requireNonNullElse(call.request().query("filter"), "");
    return answer(logs.tail(group, range.from(), filter, limit, call.request().query("next")));
  }

  private HttpResponse search(Call call) {
    return Asked.range(call, clock)
        .answer(
            range -> {
              String name = call.request().query("name");
              String query = call.request().query("query");
              if ((name == null) == (query == null)) {
                return HttpResponse.of(
                    Problem.malformed("ask by 'name' or by 'query', the one or the other"));
              }
              return answer(
                  name != null
                      ? logs.searchSaved(name, range.from(), range.to())
                      : logs.search(query, Asked.list(call, "groups"), range.from(), range.to()));
            });
  }

  private static HttpResponse answer(Looked<?> looked) {
    return switch (looked) {
      case Looked.Found<?>(Object value) -> HttpResponse.ok(value);
      case Looked.Missing<?>(String what) -> HttpResponse.of(Problem.notFound(what));
      case Looked.Refused<?>(String why) ->
          HttpResponse.of(
              Problem.unprocessable("unanswerable", "The question cannot be answered", why));
    };
  }
}
