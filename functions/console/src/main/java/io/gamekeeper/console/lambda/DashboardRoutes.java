package io.gamekeeper.console.lambda;

import io.gamekeeper.console.dashboards.DashboardViews;
import io.gamekeeper.console.metrics.MetricViews;
import io.gamekeeper.console.metrics.MetricViews.Metric;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.Decoded;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.Operators;
import io.gamekeeper.platform.http.Problem;
import io.gamekeeper.platform.http.Route;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The routes about dashboards and single metrics. */
final class DashboardRoutes {
  private static final Pattern INDEX = Pattern.compile("[0-9]{1,4}");
  private static final int MINUTE = 60;
  private static final int DAY = 86_400;

  private final DashboardViews dashboards;
  private final MetricViews metrics;
  private final InstantSource clock;

  DashboardRoutes(DashboardViews dashboards, MetricViews metrics, InstantSource clock) {
    this.dashboards = dashboards;
    this.metrics = metrics;
    this.clock = clock;
  }

  List<Route> routes(Operators operators) {
    return List.of(
        Route.forOperators(
            "GET",
            "/ops/v1/dashboards",
            OperatorRole.VIEWER,
            operators,
            call -> HttpResponse.ok(dashboards.list())),
        Route.forOperators(
            "GET",
            "/ops/v1/dashboards/{dashboard}",
            OperatorRole.VIEWER,
            operators,
            call ->
                Asked.found(
                    dashboards.layout(call.variable("dashboard")),
                    "dashboard " + call.variable("dashboard"))),
        Route.forOperators(
            "GET",
            "/ops/v1/dashboards/{dashboard}/widgets/{index}",
            OperatorRole.VIEWER,
            operators,
            this::widget),
        Route.forOperators("GET", "/ops/v1/metrics", OperatorRole.VIEWER, operators, this::metric));
  }

  private HttpResponse widget(Call call) {
    String index = call.variable("index");
    if (!INDEX.matcher(index).matches()) {
      return HttpResponse.of(Problem.malformed("a widget's index is a number from 0 on"));
    }
    return Asked.range(call, clock)
        .answer(
            range ->
                Asked.found(
                    dashboards.data(call.variable("dashboard"), Integer.parseInt(index), range),
                    "widget " + index + " of metrics on that dashboard"));
  }

  private HttpResponse metric(Call call) {
    return Asked.range(call, clock)
        .answer(
            range -> named(call).answer(metric -> HttpResponse.ok(metrics.read(metric, range))));
  }

  private static Decoded<Metric> named(Call call) {
    return Asked.required(call, "namespace")
        .then(
            namespace ->
                Asked.required(call, "name")
                    .then(
                        name ->
                            call.request()
                                .queryInt("periodSeconds", MINUTE, 1, DAY)
                                .then(period -> metric(call, namespace, name, period))));
  }

  private static Decoded<Metric> metric(Call call, String namespace, String name, int period) {
    Map<String, String> dimensions = new TreeMap<>();
    for (String dimension : Asked.list(call, "dimensions")) {
      int colon = dimension.indexOf(':');
      if (colon < 1) {
        return new Decoded.Refused<>(Problem.malformed("a dimension is Name:Value"));
      }
      dimensions.put(dimension.substring(0, colon), dimension.substring(colon + 1));
    }
    try {
      return new Decoded.Value<>(
          new Metric(
              namespace,
              name,
              dimensions,
              Objects.requireNonNullElse(call.request().query("statistic"), "Average"),
              period));
    } catch (IllegalArgumentException e) {
      return new Decoded.Refused<>(Problem.malformed(String.valueOf(e.getMessage())));
    }
  }
}
