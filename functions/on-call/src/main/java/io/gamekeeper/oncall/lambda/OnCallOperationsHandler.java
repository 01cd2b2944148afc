package io.gamekeeper.oncall.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.gamekeeper.contract.OperatorRole;
import io.gamekeeper.contract.StageNames;
import io.gamekeeper.contract.oncall.OnCallEnvironment;
import io.gamekeeper.oncall.alarm.AlarmPaths;
import io.gamekeeper.oncall.alarm.CloudWatchAlarms;
import io.gamekeeper.oncall.page.AlertBook;
import io.gamekeeper.oncall.response.Incidents;
import io.gamekeeper.oncall.response.Timeline;
import io.gamekeeper.oncall.route.RoutesFile;
import io.gamekeeper.oncall.route.Routing;
import io.gamekeeper.oncall.runbook.Runbooks;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.http.Call;
import io.gamekeeper.platform.http.HttpResponse;
import io.gamekeeper.platform.http.OperationsBoundary;
import io.gamekeeper.platform.http.Operators;
import io.gamekeeper.platform.http.Problem;
import io.gamekeeper.platform.http.Route;
import io.gamekeeper.platform.telemetry.Telemetry;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;

/**
 * Answers operators about who is told of what and about incidents, and takes their silences.
 * Whoever has the link of a message may take its incident on.
 */
public final class OnCallOperationsHandler
    implements RequestHandler<Map<String, Object>, Map<String, Object>> {
  private final AlarmPaths paths;
  private final InstantSource clock;
  private final OperationsBoundary boundary;

  /** Called by Lambda. */
  public OnCallOperationsHandler() {
    this(Platform.lambda());
  }

  public OnCallOperationsHandler(Platform platform) {
    Telemetry telemetry = new Telemetry(platform);
    OnCallEnvironment environment = OnCallEnvironment.from(platform.environment());
    clock = platform.clock();
    AlertBook book = OnCall.book(platform, telemetry, environment);
    Incidents incidents = new Incidents(book, clock);
    paths =
        new AlarmPaths(
            new CloudWatchAlarms(
                platform.client(CloudWatchClient.class), new StageNames(environment.stage())),
            () -> book.silences(clock.instant()),
            incidents::acknowledged,
            new Routing(RoutesFile.packaged()));
    Operators operators = Operators.of(platform, telemetry);
    boundary =
        new OperationsBoundary(
            telemetry,
            Stream.of(
                    Stream.of(
                        Route.forOperators(
                            "GET",
                            "/ops/v1/on-call/alarms/{alarm}/path",
                            OperatorRole.VIEWER,
                            operators,
                            this::explain)),
                    new PageRoutes(book, clock).all(operators),
                    new RunbookRoutes(Runbooks.packaged()).all(operators),
                    new SilenceRoutes(book, clock, platform.random()).all(operators),
                    new IncidentRoutes(incidents, new Timeline(book, clock), clock).all(operators),
                    new AcknowledgePage(
                            OnCall.links(platform, environment),
                            incidents,
                            clock,
                            URI.create(environment.console()))
                        .all())
                .flatMap(routes -> routes)
                .toArray(Route[]::new));
  }

  @Override
  public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
    return boundary.serve(event, context);
  }

  private HttpResponse explain(Call call) {
    String name = call.variable("alarm");
    return call.request()
        .queryInstant("at", clock.instant())
        .answer(
            at ->
                paths
                    .explain(name, at)
                    .<HttpResponse>map(HttpResponse::ok)
                    .orElseGet(
                        () -> HttpResponse.of(Problem.notFound("the stage has no alarm " + name))));
  }
}
