package io.gamekeeper.console.lambda;

import io.gamekeeper.console.metrics.TimeRange;
import io.gamekeeper.console.traces.TraceChoice;
import io.gamekeeper.console.traces.TraceViews;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.Operators;
import io.gamekeeper.platform.http.Problem;
import io.gamekeeper.platform.http.Route;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The routes about traces. */
final class TraceRoutes {
  private static final int TRACES = 100;
  private static final int MOST_TRACES = 500;

  private final TraceViews traces;
  private final InstantSource clock;

  TraceRoutes(TraceViews traces, InstantSource clock) {
    this.traces = traces;
    this.clock = clock;
  }

  List<Route> routes(Operators operators) {
    return List.of(
        Route.forOperators("GET", "/ops/v1/traces", OperatorRole.VIEWER, operators, this::list),
        Route.forOperators(
            "GET",
            "/ops/v1/traces/{id}",
            OperatorRole.VIEWER,
            operators,
            call -> Asked.found(traces.trace(call.variable("id")), "trace " + call.variable("id"))),
        Route.forOperators(
            "GET",
            "/ops/v1/services",
            OperatorRole.VIEWER,
            operators,
            call ->
                Asked.range(call, clock)
                    .answer(range -> HttpResponse.ok(traces.services(range.from(), range.to())))));
  }

  private HttpResponse list(Call call) {
    String filter = Objects.requireNonNullElse(call.request().query("filter"), "any");
    return TraceChoice.named(filter)
        .map(chosen -> Asked.range(call, clock).answer(range -> list(call, chosen, range)))
        .orElseGet(
            () -> HttpResponse.of(Problem.malformed("'filter' must be one of any, error, slow")));
  }

  private HttpResponse list(Call call, TraceChoice choice, TimeRange range) {
    return call.request()
        .queryInt("limit", TRACES, 1, MOST_TRACES)
        .answer(
            limit ->
                HttpResponse.ok(
                    traces.summaries(
                        range.from(),
                        range.to(),
                        choice,
                        Optional.ofNullable(call.request().query("service")),
                        limit)));
  }
}
