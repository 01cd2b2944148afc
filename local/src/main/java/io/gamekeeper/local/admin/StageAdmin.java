package io.gamekeeper.local.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.local.admin.AdminOperation.Nothing;
import io.gamekeeper.local.admin.StageCalls.Invocation;
import io.gamekeeper.local.admin.StageCalls.LogGroup;
import io.gamekeeper.local.admin.StageCalls.Metric;
import io.gamekeeper.local.admin.StageCalls.Percentiles;
import io.gamekeeper.local.admin.StageCalls.Resource;
import io.gamekeeper.local.admin.StageCalls.Result;
import io.gamekeeper.local.admin.StageCalls.Route;
import io.gamekeeper.local.admin.StageCalls.Routes;
import io.gamekeeper.local.admin.StageCalls.Status;
import io.gamekeeper.local.admin.StageCalls.Token;
import io.gamekeeper.local.admin.StageCalls.TokenRequest;
import io.gamekeeper.local.client.EngineTime;
import io.gamekeeper.local.http.OperatorsDoor;
import io.gamekeeper.local.observe.LogStore;
import io.gamekeeper.local.observe.MetricName;
import io.gamekeeper.local.observe.MetricStore;
import io.gamekeeper.local.observe.RouteTimes;
import io.gamekeeper.local.observe.Statistics;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.local.target.InvocationResult;
import io.gamekeeper.local.template.ResourceStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The operations of a stage: those on the stage as a whole, and those of its capabilities. */
public final class StageAdmin {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TOKEN_LASTS = Duration.ofHours(1);

  private final StageParts stage;
  private final EngineOperations engines;

  /** Creates the operations of a running stage. */
  public StageAdmin(StageParts stage) {
    this.stage = stage;
    this.engines = new EngineOperations(stage.supervision(), stage.engines().redis());
  }

  /** Returns all operations. */
  public List<AdminApi.Handler> operations() {
    return Stream.of(
            own(),
            engines.operations(),
            new FleetOperations(stage.fleet()).operations(),
            new OperatorOperations(
                    user ->
                        stage.balancer().signIn(callback -> stage.operators().code(user, callback)),
                    stage.sts(),
                    stage.parameters())
                .operations(),
            new StoreOperations(stage.stores(), stage.parameters()).operations(),
            new MessengerOperations(
                    stage.channels(),
                    stage.messengers(),
                    link ->
                        stage
                            .balancer()
                            .signInHost()
                            .map(host -> OperatorsDoor.here(link, host, stage.port()))
                            .orElse(link))
                .operations(),
            new AssetOperations(
                    stage.parameters(),
                    stage.keys(),
                    stage.engines().s3(),
                    stage.deliveries()::ports)
                .operations())
        .flatMap(List::stream)
        .map(operation -> operation.within(stage.ground().agenda()))
        .toList();
  }

  private List<AdminApi.Handler> own() {
    return List.of(
        StageCalls.STATUS.by(_ -> status()),
        StageCalls.ROUTES.by(_ -> new Routes(routes())),
        StageCalls.RESET_ROUTES.by(_ -> resetRoutes()),
        StageCalls.TOKEN.by(this::token),
        StageCalls.INVOKE.by(this::invoke));
  }

  private Status status() {
    LogStore logs = stage.ground().logs();
    return new Status(
        stage.port(),
        stage.ground().folder().toString(),
        engines.list(),
        new Memory(stage).holders(),
        stage.resources().status().stream().map(this::resource).toList(),
        logs.groups().stream().map(group -> new LogGroup(group, logs.lines(group))).toList(),
        stage.traces().accepted(),
        metrics(),
        stage.ground().watched().unsent(),
        routes(),
        stage.ground().errors().newest());
  }

  private Resource resource(ResourceStatus resource) {
    return new Resource(
        resource.address().stack(),
        resource.address().logicalId(),
        resource.type(),
        resource.fidelity(),
        stage.supervision().described(resource.summary()),
        resource.inert(),
        resource.notSimulated());
  }

  private List<Metric> metrics() {
    MetricStore store = stage.ground().metrics();
    List<Metric> metrics = new ArrayList<>();
    for (MetricName metric : store.names()) {
      Optional<Statistics> total = store.total(metric);
      metrics.add(
          new Metric(
              metric.namespace(),
              metric.name(),
              metric.dimensions(),
              store.unit(metric).orElse(""),
              total.map(all -> Math.round(all.count())).orElse(0L),
              total.map(Statistics::sum).orElse(0.0)));
    }
    return metrics;
  }

  private Map<String, Route> routes() {
    Map<String, Route> routes = new LinkedHashMap<>();
    stage
        .routes()
        .summaries()
        .forEach(
            (name, summary) ->
                routes.put(
                    name,
                    new Route(
                        summary.calls(),
                        summary.failures(),
                        percentiles(summary.total()),
                        percentiles(summary.own()))));
    return routes;
  }

  private static Percentiles percentiles(RouteTimes.Percentiles times) {
    return new Percentiles(times.p50Micros(), times.p99Micros(), times.maxMicros());
  }

  private Nothing resetRoutes() {
    stage.routes().reset();
    return Nothing.NOTHING;
  }

  private Token token(TokenRequest request) {
    return new Token(stage.tokens().issue(request.player(), TOKEN_LASTS));
  }

  private Result invoke(Invocation invocation) throws InterruptedException {
    String function = invocation.function();
    InvocationResult result =
        stage
            .functions()
            .invoke(
                stage.functions().callable(function),
                invocation.payload().toString().getBytes(StandardCharsets.UTF_8),
                new EngineTime());
    return switch (result) {
      case InvocationResult.Answered(byte[] json) -> new Result(parse(function, json));
      case InvocationResult.Failed failed ->
          throw new StageException(
              function + " failed: " + failed.errorType() + ": " + failed.message());
      case InvocationResult.Throttled(String reason) ->
          throw new StageException(function + " failed: " + reason);
    };
  }

  private static JsonNode parse(String function, byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new StageException(function + " returned no JSON", e);
    }
  }
}
