package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gamekeeper.bench.Workbench;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.GameMetric;
import io.gamekeeper.local.admin.AdminClient;
import io.gamekeeper.local.admin.AdminOperation;
import io.gamekeeper.local.admin.AdminOperation.Nothing;
import io.gamekeeper.local.admin.EngineCalls;
import io.gamekeeper.local.admin.FleetCalls;
import io.gamekeeper.local.admin.StageCalls;
import io.gamekeeper.local.admin.StageFile;
import io.gamekeeper.local.admin.StoreCalls;
import io.gamekeeper.local.appstore.Shop;
import io.gamekeeper.local.service.StageException;
import io.gamekeeper.players.GameAddress;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A stage that runs on this machine, seen through its admin API. */
final class StageClient implements Workbench.RunningStage, AutoCloseable {
  private final Project project;
  private final int port;
  private final AdminClient admin;

  private StageClient(Project project, StageFile stage) {
    this.project = project;
    this.port = stage.port();
    this.admin = new AdminClient(stage);
  }

  /**
   * Returns the stage that runs; with several, the one on that port.
   *
   * @param port of the stage's API, or null if there is only one
   */
  static StageClient find(Project project, @Nullable Integer port) {
    return new StageClient(project, choose(project, port));
  }

  /** Returns the entry of the stage that {@link #find} finds. */
  static StageFile choose(Project project, @Nullable Integer port) {
    List<StageFile> running = StageFile.running(project.root());
    List<StageFile> wanted =
        running.stream().filter(stage -> port == null || stage.port() == port).toList();
    if (wanted.size() == 1) {
      return wanted.getFirst();
    }
    String ports =
        running.stream()
            .map(stage -> Integer.toString(stage.port()))
            .collect(Collectors.joining(", "));
    if (running.isEmpty()) {
      throw new CommandFailure("no stage is running: start one with ./gamekeeper up");
    }
    throw new CommandFailure(
        port == null
            ? "several stages are running: choose one with --port, one of " + ports
            : "no stage runs on port " + port + ": choose one of " + ports);
  }

  /** Returns the port of the stage's API. */
  int port() {
    return port;
  }

  @Override
  public String token(String player) {
    return call(StageCalls.TOKEN, new StageCalls.TokenRequest(player)).token();
  }

  /**
   * Invokes a function and waits for its answer.
   *
   * @throws io.gamekeeper.local.service.StageException if it fails or answers nothing
   */
  JsonNode invoke(GameFunction function, JsonNode event) {
    String name = function.functionName();
    @Nullable JsonNode answer =
        call(StageCalls.INVOKE, new StageCalls.Invocation(name, event)).payload();
    if (answer == null) {
      throw new StageException(name + " answered nothing");
    }
    return answer;
  }

  @Override
  public Workbench.Redis redis() {
    EngineCalls.Redis redis = call(EngineCalls.REDIS);
    return new Workbench.Redis(redis.host(), redis.port(), redis.password());
  }

  @Override
  public String receipt(Shop store, String sku, int quantity, String player) {
    return call(StoreCalls.BUY, new StoreCalls.Purchase(store, sku, quantity, player)).receipt();
  }

  @Override
  public long ledgerViolations() {
    return checkLedger().path("found").asLong();
  }

  /** Runs the ledger check; returns counts of what was {@code checked} and the violations. */
  JsonNode checkLedger() {
    return invoke(GameFunction.LEDGER_CHECK, JsonNodeFactory.instance.objectNode());
  }

  @Override
  public long handledEvents() {
    return Math.round(
        call(StageCalls.STATUS).metrics().stream()
            .filter(metric -> metric.name().equals(GameMetric.EVENTS_HANDLED.metricName()))
            .filter(
                metric ->
                    metric
                        .dimensions()
                        .equals(
                            Map.of(
                                GameMetric.SERVICE, GameFunction.EVENT_LISTENERS.functionName())))
            .mapToDouble(StageCalls.Metric::sum)
            .sum());
  }

  @Override
  public void resetRouteTimes() {
    call(StageCalls.RESET_ROUTES);
  }

  @Override
  public Map<String, Duration> ownTimeP99() {
    Map<String, Duration> times = new TreeMap<>();
    call(StageCalls.ROUTES)
        .routes()
        .forEach(
            (name, route) ->
                times.put(name, Duration.of(route.ownMicros().p99(), ChronoUnit.MICROS)));
    return times;
  }

  @Override
  public GameAddress game() {
    return PlayedGame.of(project.assembly(), port)
        .orElseThrow(() -> new CommandFailure("the stage's templates have no game servers"));
  }

  @Override
  public Map<String, String> servers() {
    Map<String, String> servers = new LinkedHashMap<>();
    for (FleetCalls.Group group : call(FleetCalls.LIST).groups()) {
      for (FleetCalls.Instance instance : group.instances()) {
        servers.put(instance.id(), instance.state().label());
      }
    }
    return servers;
  }

  @Override
  public void terminate(String server) {
    call(FleetCalls.TERMINATE, new FleetCalls.Terminate(server, false));
  }

  /** Returns the group that must always have servers. */
  String mainGroup() {
    for (FleetCalls.Group group : call(FleetCalls.LIST).groups()) {
      if (group.minimum() > 0) {
        return group.name();
      }
    }
    throw new CommandFailure("no group must always have game servers: choose one with --group");
  }

  @Override
  public void close() {
    admin.close();
  }

  /**
   * Runs an operation of the admin API.
   *
   * @throws StageException if the stage refuses it or does not answer
   */
  <A extends Record, R extends Record> R call(AdminOperation<A, R> operation, A arguments) {
    try {
      return admin.call(operation, arguments);
    } catch (InterruptedException e) {
      throw new CommandFailure("interrupted while the stage worked", e);
    }
  }

  /**
   * Runs an operation that takes no arguments.
   *
   * @throws StageException as above
   */
  <R extends Record> R call(AdminOperation<Nothing, R> operation) {
    return call(operation, Nothing.NOTHING);
  }
}
