package io.gamekeeper.console.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.gamekeeper.console.alarms.AlarmViews;
import io.gamekeeper.console.dashboards.DashboardViews;
import io.gamekeeper.console.fleet.FleetViews;
import io.gamekeeper.console.logs.LogViews;
import io.gamekeeper.console.metrics.MetricData;
import io.gamekeeper.console.metrics.MetricViews;
import io.gamekeeper.console.page.PageFiles;
import io.gamekeeper.console.traces.TraceViews;
import io.gamekeeper.contract.OperatorEnvironment;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.OperationsBoundary;
import io.gamekeeper.platform.http.Operators;
import io.gamekeeper.platform.http.Route;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.xray.XRayClient;

/** Answers operators: the console's pages, and what no other function of the API answers. */
public final class ConsoleHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  /** Lambda sets it. */
  private static final String REGION = "AWS_REGION";

  private final PageFiles pages = new PageFiles();
  private final OperationsBoundary boundary;

  /** Called by Lambda. */
  public ConsoleHandler() {
    this(Platform.lambda());
  }

  public ConsoleHandler(Platform platform) {
    Telemetry telemetry = new Telemetry(platform);
    OperatorEnvironment environment = OperatorEnvironment.from(platform.environment());
    Operators operators = Operators.of(platform, telemetry);
    boundary =
        new OperationsBoundary(
            telemetry, routes(platform, environment, operators).toArray(Route[]::new));
  }

  /** The pages come last: they take what nothing else does. */
  private List<Route> routes(
      Platform platform, OperatorEnvironment environment, Operators operators) {
    InstantSource clock = platform.clock();
    String stage = environment.stage();
    String region = platform.environment().getOrDefault(REGION, "");
    CloudWatchClient cloudWatch = platform.client(CloudWatchClient.class);
    MetricData data = new MetricData(cloudWatch, clock);
    List<Route> routes = new ArrayList<>();
    routes.addAll(
        new OperatorRoutes(environment, region, operators.trail(), clock).routes(operators));
    routes.addAll(
        new AlarmRoutes(
                new AlarmViews(cloudWatch, stage, data, clock), clock, environment.protectedStage())
            .routes(operators));
    routes.addAll(
        new DashboardRoutes(
                new DashboardViews(cloudWatch, stage, region, data, clock),
                new MetricViews(data, clock),
                clock)
            .routes(operators));
    routes.addAll(
        new FleetRoutes(new FleetViews(platform.client(AutoScalingClient.class), stage, clock))
            .routes(operators));
    routes.addAll(
        new LogRoutes(
                new LogViews(
                    platform.client(CloudWatchLogsClient.class), clock, platform.waiting(), stage),
                clock)
            .routes(operators));
    routes.addAll(
        new TraceRoutes(new TraceViews(platform.client(XRayClient.class), clock), clock)
            .routes(operators));
    routes.add(page("/", operators, _ -> ""));
    routes.add(page("/{file*}", operators, call -> call.variable("file")));
    return routes;
  }

  private Route page(String template, Operators operators, Function<Call, String> path) {
    return Route.forOperators(
        "GET",
        template,
        OperatorRole.VIEWER,
        operators,
        call -> pages.answer(path.apply(call), call.request()));
  }

  @Override
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    return boundary.serve(event, context);
  }
}
