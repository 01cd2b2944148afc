package io.gamekeeper.local.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gamekeeper.local.engine.EngineException;
import io.gamekeeper.local.engine.RedisEngine;
import io.gamekeeper.local.engine.Supervision;
import io.gamekeeper.local.engine.Supervisor;
import io.gamekeeper.local.service.StageException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** What the admin API can do with the engines that are processes. */
final class EngineOperations {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String SECONDS = "forSeconds";

  private final Supervision engines;
  private final RedisEngine redis;

  EngineOperations(Supervision engines, RedisEngine redis) {
    this.engines = engines;
    this.redis = redis;
  }

  /** All of them and how they are. */
  ArrayNode list() {
    ArrayNode list = NODES.arrayNode();
    for (Supervisor supervisor : engines.all()) {
      Supervisor.Health health = supervisor.health();
      ObjectNode node =
          list.addObject()
              .put("name", supervisor.engine().name().toLowerCase(Locale.ROOT))
              .put("state", health.state().label())
              .put("since", health.since().toString())
              .put("reason", health.reason())
              .put("address", supervisor.engine().address());
      supervisor.engine().pid().ifPresent(pid -> node.put("pid", pid));
    }
    return list;
  }

  private Supervisor named(JsonNode arguments) {
    return engines.named(StageAdmin.required(arguments, "engine"));
  }

  /** Ends a server in good order: {@code engine}. It stays down. */
  private ObjectNode stop(JsonNode arguments) {
    named(arguments).engine().stop();
    return NODES.objectNode();
  }

  /** Starts a server that is down, whyever: {@code engine}. */
  private ObjectNode start(JsonNode arguments) {
    try {
      named(arguments).engine().start();
    } catch (EngineException e) {
      throw new StageException(String.valueOf(e.getMessage()), e);
    }
    return NODES.objectNode();
  }

  /** Kills a server, which comes back: {@code engine}, and {@code forSeconds} if wanted. */
  private ObjectNode kill(JsonNode arguments) {
    JsonNode seconds = arguments.path(SECONDS);
    if (!seconds.isMissingNode() && (!seconds.canConvertToInt() || seconds.asInt() < 0)) {
      throw new IllegalArgumentException("the argument " + SECONDS + " is no number of seconds");
    }
    Supervisor supervisor = named(arguments);
    if (!supervisor.engine().isRunning()) {
      throw new StageException(
          supervisor.engine().name() + " does not run: " + supervisor.health().described());
    }
    supervisor.crash(seconds.isMissingNode() ? null : Duration.ofSeconds(seconds.asInt()));
    return NODES.objectNode();
  }

  /** How to get into Redis as somebody with all rights would. */
  private ObjectNode redis() {
    return NODES
        .objectNode()
        .put("host", redis.host())
        .put("port", redis.port())
        .put("password", redis.password());
  }

  /** All of them by their name in the API. */
  Map<String, AdminApi.Operation> operations() {
    return Map.of(
        "engine-list", _ -> list(),
        "engine-stop", this::stop,
        "engine-start", this::start,
        "engine-kill", this::kill,
        "redis", _ -> redis());
  }
}
