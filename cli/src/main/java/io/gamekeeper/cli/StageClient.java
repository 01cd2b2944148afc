package io.gamekeeper.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.bench.Workbench;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.local.admin.AdminClient;
import io.gamekeeper.local.admin.StageFile;
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
    List<StageFile> running = StageFile.running(project.root());
    List<StageFile> wanted =
        running.stream().filter(stage -> port == null || stage.port() == port).toList();
    if (wanted.size() == 1) {
      return new StageClient(project, wanted.getFirst());
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

  @Override
  public String token(String player) {
    return call("token", arguments().put("player", player)).path("token").asText();
  }

  /** Returns what {@code status --json} prints. */
  JsonNode status() {
    return call("status", arguments());
  }

  /**
   * Invokes a function and waits for its answer.
   *
   * @param function its name in the contract
   */
  JsonNode invoke(String function, ObjectNode event) {
    JsonNode result = call("invoke", arguments().put("function", function).set("payload", event));
    if (result.has("error")) {
      throw new CommandFailure(function + " failed: " + result.path("error").asText());
    }
    return result.path("payload");
  }

  @Override
  public Workbench.Redis redis() {
    JsonNode redis = call("redis", arguments());
    return new Workbench.Redis(
        redis.path("host").asText(), redis.path("port").asInt(), redis.path("password").asText());
  }

  @Override
  public String receipt(String store, String sku, int quantity, String player) {
    return buy(store, sku, quantity, player).path("receipt").asText();
  }

  /** Pays in a fake store; returns the {@code receipt} and the {@code transaction}. */
  JsonNode buy(String store, String sku, int quantity, String player) {
    return call(
        "store-buy",
        arguments()
            .put("store", store)
            .put("sku", sku)
            .put("player", player)
            .put("quantity", quantity));
  }

  @Override
  public long ledgerViolations() {
    return checkLedger().path("found").asLong();
  }

  /** Runs the ledger check; returns counts of what was {@code checked} and the violations. */
  JsonNode checkLedger() {
    return invoke(GameFunction.LEDGER_CHECK.functionName(), arguments());
  }

  @Override
  public void resetRouteTimes() {
    call("reset-routes", arguments());
  }

  @Override
  public Map<String, Duration> ownTimeP99() {
    Map<String, Duration> times = new TreeMap<>();
    call("routes", arguments())
        .properties()
        .forEach(
            route ->
                times.put(
                    route.getKey(),
                    Duration.of(
                        route.getValue().at("/ownMicros/p99").asLong(), ChronoUnit.MICROS)));
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
    for (JsonNode group : fleet().path("groups")) {
      for (JsonNode instance : group.path("instances")) {
        servers.put(instance.path("id").asText(), instance.path("state").asText());
      }
    }
    return servers;
  }

  @Override
  public void terminate(String server) {
    call("fleet-terminate", arguments().put("instance", server));
  }

  /** Returns the engines that are processes, and their state. */
  JsonNode engines() {
    return call("engine-list", arguments());
  }

  /** Returns the groups of game servers and their instances. */
  JsonNode fleet() {
    return call("fleet-list", arguments());
  }

  /** Returns what a group did, newest first. */
  JsonNode fleetActivities(String group, int limit) {
    return call("fleet-activities", arguments().put("group", group).put("limit", limit));
  }

  /** Returns the group that must always have servers. */
  String mainGroup() {
    for (JsonNode group : fleet().path("groups")) {
      if (group.path("minimum").asInt() > 0) {
        return group.path("name").asText();
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
   * @throws io.gamekeeper.local.service.StageException if the stage refuses it or does not answer
   */
  JsonNode call(String operation, ObjectNode arguments) {
    try {
      return admin.call(operation, arguments);
    } catch (InterruptedException e) {
      throw new CommandFailure("interrupted while the stage worked", e);
    }
  }

  static ObjectNode arguments() {
    return JsonNodeFactory.instance.objectNode();
  }
}
