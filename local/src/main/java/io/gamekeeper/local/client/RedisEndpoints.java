package io.gamekeeper.local.client;

import io.gamekeeper.local.network.SecurityGroups;
import io.gamekeeper.platform.RedisConnection;
import io.gamekeeper.platform.RedisScript;
import io.gamekeeper.platform.RedisUnavailableException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The Redis clusters of the stage, by the addresses that the templates give them. */
public final class RedisEndpoints {
  private final SecurityGroups network;
  private final Map<String, Endpoint> endpoints = new ConcurrentHashMap<>();

  private record Endpoint(
      List<String> securityGroups, URI engine, Supplier<RedisConnection> connection) {}

  public RedisEndpoints(SecurityGroups network) {
    this.network = network;
  }

  /**
   * Adds a cluster.
   *
   * @param host its name in the templates
   * @param securityGroups its security groups
   * @param engine address and password of the engine behind it
   * @param connection to the engine behind it; shared by all functions, asked once per {@code
   *     Platform.redis}
   */
  public void register(
      String host,
      int port,
      List<String> securityGroups,
      URI engine,
      Supplier<RedisConnection> connection) {
    endpoints.put(host + ":" + port, new Endpoint(List.copyOf(securityGroups), engine, connection));
  }

  /**
   * Returns the address and the password of the engine behind an address, for other processes.
   *
   * @param callers the security groups of the caller
   * @throws IllegalArgumentException if the caller cannot reach it; the message says why
   */
  public URI engine(List<String> callers, String host, int port) {
    @Nullable Endpoint endpoint = endpoints.get(host + ":" + port);
    if (endpoint == null) {
      throw new IllegalArgumentException("there is no Redis at %s:%d".formatted(host, port));
    }
    network
        .refusal(callers, endpoint.securityGroups(), port)
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException(
                  "%s:%d cannot be reached: %s".formatted(host, port, reason));
            });
    return endpoint.engine();
  }

  /**
   * Returns a function's connection. As on AWS, a wrong address or a missing security group rule
   * shows when the connection is used, as {@link RedisUnavailableException}.
   */
  RedisConnection connect(FunctionIdentity caller, String host, int port) {
    @Nullable Endpoint endpoint = endpoints.get(host + ":" + port);
    if (endpoint == null) {
      return new Unreachable(
          "%s: there is no Redis at %s:%d".formatted(caller.logicalId(), host, port));
    }
    Optional<String> refusal =
        caller.securityGroups().isEmpty()
            ? Optional.of("the function is not in the virtual network")
            : network.refusal(caller.securityGroups(), endpoint.securityGroups(), port);
    return refusal
        .<RedisConnection>map(
            reason ->
                new Unreachable(
                    "%s cannot reach %s:%d: %s".formatted(caller.logicalId(), host, port, reason)))
        .orElseGet(() -> new Timed(endpoint.connection().get()));
  }

  /** A connection to an address at which nothing answers. */
  private record Unreachable(String reason) implements RedisConnection {
    @Override
    public @Nullable Object run(RedisScript script, List<String> keys, List<String> arguments) {
      throw new RedisUnavailableException(reason, null);
    }

    @Override
    public List<@Nullable Object> runAll(RedisScript script, List<ScriptCall> calls) {
      throw new RedisUnavailableException(reason, null);
    }

    @Override
    public void ping() {
      throw new RedisUnavailableException(reason, null);
    }
  }

  /** A connection that counts the time of each call as the engine's. */
  private record Timed(RedisConnection engine) implements RedisConnection {
    @Override
    public @Nullable Object run(RedisScript script, List<String> keys, List<String> arguments) {
      long start = System.nanoTime();
      try {
        return engine.run(script, keys, arguments);
      } finally {
        EngineTime.since(start);
      }
    }

    @Override
    public List<@Nullable Object> runAll(RedisScript script, List<ScriptCall> calls) {
      long start = System.nanoTime();
      try {
        return engine.runAll(script, calls);
      } finally {
        EngineTime.since(start);
      }
    }

    @Override
    public void ping() {
      long start = System.nanoTime();
      try {
        engine.ping();
      } finally {
        EngineTime.since(start);
      }
    }
  }
}
