package io.gamekeeper.payment.lambda;

import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.contract.TimeLimit;
import io.gamekeeper.platform.DatabaseLimits;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.RedisConnection;
import io.gamekeeper.platform.SnapshotHook;
import io.gamekeeper.platform.TraceSink;
import io.gamekeeper.platform.Waiting;
import io.gamekeeper.platform.WebClient;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A platform in memory: time moves when told to or waited for, clients are those given to it. */
final class FakePlatform implements Platform {
  final Map<String, String> variables = new HashMap<>();
  final Map<Class<?>, Object> clients = new HashMap<>();
  final List<String> segments = new ArrayList<>();
  final List<SnapshotHook> hooks = new ArrayList<>();
  final Random random = new Random(17);
  WebClient web =
      (request, timeout) -> {
        throw new IOException("nobody answers at " + request.uri());
      };
  @Nullable DataSource database;

  /** What a function gets when it names its limits: the database, unless a test says otherwise. */
  Function<DatabaseLimits, DataSource> databases = limits -> database();

  private Instant now = Instant.parse("2026-11-21T12:00:00Z");

  FakePlatform() {
    variables.putAll(new TelemetryEnvironment("test", "Gamekeeper/test", "INFO").toMap());
  }

  /** Lets that time pass. */
  synchronized void pass(Duration duration) {
    now = now.plus(duration);
  }

  synchronized Instant now() {
    return now;
  }

  /** Returns the context of an invocation that begins now and may take that long. */
  TestContext invocation(TimeLimit limit) {
    Instant end = now().plus(limit.duration());
    return new TestContext(() -> (int) Math.max(0, Duration.between(now(), end).toMillis()));
  }

  @Override
  public Map<String, String> environment() {
    return variables;
  }

  @Override
  public <C> C client(Class<C> clientInterface) {
    Object client = clients.get(clientInterface);
    if (client == null) {
      throw new IllegalArgumentException("no client " + clientInterface);
    }
    return clientInterface.cast(client);
  }

  @Override
  public RedisConnection redis(String host, int port) {
    throw new UnsupportedOperationException("no Redis here");
  }

  @Override
  public DataSource database(URI address, DatabaseLimits limits) {
    return databases.apply(limits);
  }

  DataSource database() {
    if (database == null) {
      throw new UnsupportedOperationException("no database here");
    }
    return database;
  }

  @Override
  public WebClient web() {
    return (request, timeout) -> web.send(request, timeout);
  }

  @Override
  public InstantSource clock() {
    return this::now;
  }

  @Override
  public Waiting waiting() {
    return this::pass;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public TraceSink traces() {
    return segments::add;
  }

  @Override
  public void onSnapshot(SnapshotHook hook) {
    hooks.add(hook);
  }
}
