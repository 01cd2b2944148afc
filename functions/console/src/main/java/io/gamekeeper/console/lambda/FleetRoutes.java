package io.gamekeeper.console.lambda;

import io.gamekeeper.console.fleet.FleetViews;
import io.gamekeeper.console.fleet.RefreshOutcome;
import io.gamekeeper.console.fleet.ScaleOutcome;
import io.gamekeeper.console.fleet.TerminateOutcome;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.Operators;
import io.gamekeeper.platform.http.Problem;
import io.gamekeeper.platform.http.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The routes about game servers. */
final class FleetRoutes {
  private static final String GROUP = "/ops/v1/fleet/{group}";
  private static final int MOST_ACTIVITIES = 100;

  private final FleetViews fleet;

  /**
   * A group's new size.
   *
   * @param was the size that the operator saw
   */
  record Scale(int desired, int was) {}

  /**
   * An instance's end.
   *
   * @param decrement whether the group shrinks, so that no other takes its place
   */
  record Terminate(boolean decrement) {}

  FleetRoutes(FleetViews fleet) {
    this.fleet = fleet;
  }

  List<Route> routes(Operators operators) {
    return List.of(
        Route.forOperators(
            "GET",
            "/ops/v1/fleet",
            OperatorRole.VIEWER,
            operators,
            call -> HttpResponse.ok(fleet.state())),
        Route.forOperators(
            "GET", GROUP + "/activities", OperatorRole.VIEWER, operators, this::activities),
        Route.forOperators("PUT", GROUP + "/desired", OperatorRole.ON_CALL, operators, this::scale),
        Route.forOperators(
            "POST", GROUP + "/refresh", OperatorRole.ON_CALL, operators, this::refresh),
        Route.forOperators(
            "POST",
            "/ops/v1/fleet/instances/{instance}/terminate",
            OperatorRole.ON_CALL,
            operators,
            this::terminate));
  }

  private HttpResponse activities(Call call) {
    return call.request()
        .queryInt("limit", 20, 1, MOST_ACTIVITIES)
        .answer(
            limit ->
                Asked.found(
                    fleet.activities(call.variable("group"), limit),
                    "group " + call.variable("group")));
  }

  private HttpResponse scale(Call call) {
    return call.request()
        .body(Scale.class, Asked.MOST_BYTES)
        .answer(asked -> scale(call.variable("group"), asked));
  }

  private HttpResponse scale(String group, Scale asked) {
    return switch (fleet.scale(group, asked.desired(), asked.was())) {
      case ScaleOutcome.Scaled(int before, int after) ->
          HttpResponse.changed(size(group, before), size(group, after));
      case ScaleOutcome.Changed(int current) ->
          Asked.changed("the group " + group + " should have " + current + " instances by now");
      case ScaleOutcome.OutOfRange(int minimum, int maximum) ->
          HttpResponse.of(
              Problem.unprocessable(
                  "out-of-range",
                  "The group has limits",
                  "'desired' must be from " + minimum + " to " + maximum));
      case ScaleOutcome.Busy(String why) -> HttpResponse.of(Problem.conflict(why));
      case ScaleOutcome.Unknown() -> Asked.found(Optional.empty(), "group " + group);
    };
  }

  private static Map<String, Object> size(String group, int desired) {
    Map<String, Object> size = new LinkedHashMap<>();
    size.put("group", group);
    size.put("desired", desired);
    return size;
  }

  private HttpResponse refresh(Call call) {
    String group = call.variable("group");
    return switch (fleet.refresh(group)) {
      case RefreshOutcome.Started(String id) ->
          HttpResponse.changed(Map.of(), Map.of("group", group, "refresh", id));
      case RefreshOutcome.InProgress() ->
          HttpResponse.of(Problem.conflict("the group " + group + " is being refreshed already"));
      case RefreshOutcome.Unknown() -> Asked.found(Optional.empty(), "group " + group);
    };
  }

  private HttpResponse terminate(Call call) {
    return call.request()
        .body(Terminate.class, Asked.MOST_BYTES)
        .answer(asked -> terminate(call.variable("instance"), asked.decrement()));
  }

  private HttpResponse terminate(String instance, boolean decrement) {
    return switch (fleet.terminate(instance, decrement)) {
      case TerminateOutcome.Terminating(String group, int desired) ->
          HttpResponse.changed(Map.of("instance", instance), size(group, desired));
      case TerminateOutcome.AtMinimum(int minimum) ->
          HttpResponse.of(
              Problem.conflict(
                  "its group may not have fewer than "
                      + minimum
                      + " instances: let it be replaced"));
      case TerminateOutcome.NotInService(String state) ->
          HttpResponse.of(Problem.conflict(instance + " is " + state));
      case TerminateOutcome.Busy(String why) -> HttpResponse.of(Problem.conflict(why));
      case TerminateOutcome.Unknown() -> Asked.found(Optional.empty(), "instance " + instance);
    };
  }
}
