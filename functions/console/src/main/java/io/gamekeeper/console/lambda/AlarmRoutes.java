package io.gamekeeper.console.lambda;

import io.gamekeeper.console.alarms.AlarmPage;
import io.gamekeeper.console.alarms.AlarmState;
import io.gamekeeper.console.alarms.AlarmViews;
import io.gamekeeper.console.alarms.FireOutcome;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.Operators;
import io.gamekeeper.platform.http.Problem;
import io.gamekeeper.platform.http.Route;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The routes about alarms. */
final class AlarmRoutes {
  private static final String ALARM = "/ops/v1/alarms/{alarm}";
  private static final int HISTORY = 100;

  private final AlarmViews alarms;
  private final InstantSource clock;
  private final boolean confirmed;

  /**
   * A drill.
   *
   * @param was the state that the operator saw
   * @param confirm whether it is meant, where players' own data is at stake
   */
  record Fire(@Nullable String was, boolean confirm) {}

  /**
   * Creates routes.
   *
   * @param confirmed whether a drill has to be confirmed
   */
  AlarmRoutes(AlarmViews alarms, InstantSource clock, boolean confirmed) {
    this.alarms = alarms;
    this.clock = clock;
    this.confirmed = confirmed;
  }

  List<Route> routes(Operators operators) {
    return List.of(
        Route.forOperators("GET", "/ops/v1/alarms", OperatorRole.VIEWER, operators, this::list),
        Route.forOperators("GET", ALARM, OperatorRole.VIEWER, operators, this::show),
        Route.forOperators("GET", ALARM + "/graph", OperatorRole.VIEWER, operators, this::graph),
        Route.forOperators("POST", ALARM + "/fire", OperatorRole.ON_CALL, operators, this::fire));
  }

  private HttpResponse list(Call call) {
    String wanted = call.request().query("state");
    Optional<AlarmState> state = wanted == null ? Optional.empty() : state(wanted);
    return wanted != null && state.isEmpty()
        ? noState("state")
        : HttpResponse.ok(alarms.all(state));
  }

  private HttpResponse show(Call call) {
    String name = call.variable("alarm");
    return Asked.found(
        alarms.find(name).map(alarm -> new AlarmPage(alarm, alarms.history(name, HISTORY))),
        "alarm " + name);
  }

  private HttpResponse graph(Call call) {
    String name = call.variable("alarm");
    return Asked.range(call, clock)
        .answer(range -> Asked.found(alarms.graph(name, range), "alarm " + name));
  }

  private HttpResponse fire(Call call) {
    return call.request()
        .body(Fire.class, Asked.MOST_BYTES)
        .answer(
            asked ->
                state(asked.was())
                    .map(was -> fire(call, was, asked.confirm()))
                    .orElseGet(() -> noState("was")));
  }

  private HttpResponse fire(Call call, AlarmState was, boolean confirm) {
    if (confirmed && !confirm) {
      return HttpResponse.of(
          Problem.unprocessable(
              "unconfirmed",
              "The drill is not confirmed",
              "this stage is protected: confirm the drill, on the command line by --yes"));
    }
    String name = call.variable("alarm");
    return switch (alarms.fire(name, was, call.operator().name())) {
      case FireOutcome.Fired(String fired, AlarmState before, AlarmState after) -> {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("name", fired);
        answer.put("state", after);
        answer.put("was", before);
        yield HttpResponse.changed(before, answer);
      }
      case FireOutcome.Changed(AlarmState current) ->
          Asked.changed("the alarm " + name + " is in state " + current);
      case FireOutcome.Unknown() -> Asked.found(Optional.empty(), "alarm " + name);
    };
  }

  private static Optional<AlarmState> state(@Nullable String name) {
    return Stream.of(AlarmState.values()).filter(state -> state.name().equals(name)).findAny();
  }

  private static HttpResponse noState(String field) {
    return HttpResponse.of(
        Problem.malformed("'" + field + "' must be one of OK, ALARM, INSUFFICIENT_DATA"));
  }
}
