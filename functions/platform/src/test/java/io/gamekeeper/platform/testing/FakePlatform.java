package io.gamekeeper.platform.testing;

import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.contract.TimeLimit;
import io.gamekeeper.platform.DatabaseLimits;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.RedisConnection;
import io.gamekeeper.platform.SnapshotHook;
import io.gamekeeper.platform.TraceSink;
import io.gamekeeper.platform.Waiting;
import io.gamekeeper.platform.WebClient;
import io.gamekeeper.testing.FakeContext;
import io.gamekeeper.testing.VirtualTime;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A platform in memory. It has what a test gives it and nothing else; time passes when it is told
 * to or waited for; what is sent and registered is kept.
 */
public class FakePlatform implements Platform {
  /** The environment; telemetry's variables are there. */
  public final Map<String, String> variables =
      new HashMap<>(new TelemetryEnvironment("test", "Gamekeeper/test", "INFO").toMap());

  /** Clients by their interface. */
  public final Map<Class<?>, Object> clients = new HashMap<>();

  /** What was asked of the web. */
  public final List<WebClient.Request> requests = new CopyOnWriteArrayList<>();

  public final List<String> segments = new CopyOnWriteArrayList<>();
  public final List<SnapshotHook> hooks = new CopyOnWriteArrayList<>();
  public final Random random = new Random(17);
  public final VirtualTime time;

  /** Answers for everybody outside. */
  public WebClient web = nobody();

  public @Nullable RedisConnection redis;
  public @Nullable DataSource database;

  /** What a function gets when it names its limits: the database, unless a test says otherwise. */
  public Function<DatabaseLimits, DataSource> databases = limits -> database();

  public FakePlatform() {
    this(new VirtualTime());
  }

  public FakePlatform(VirtualTime time) {
    this.time = time;
  }

  /** The web when nobody answers. */
  public static WebClient nobody() {
    return (request, timeout) -> {
      throw new IOException("nobody answers at " + request.uri());
    };
  }

  /** An invocation that begins now and has that long. */
  public FakeContext invocation(TimeLimit limit) {
    Instant end = time.instant().plus(limit.duration());
    return new FakeContext(
        () -> (int) Math.max(0, Duration.between(time.instant(), end).toMillis()));
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
    return given(redis, "Redis");
  }

  @Override
  public DataSource database(URI address, DatabaseLimits limits) {
    return databases.apply(limits);
  }

  /** The database that a test gave. */
  public DataSource database() {
    return given(database, "database");
  }

  private static <T> T given(@Nullable T what, String name) {
    if (what == null) {
      throw new UnsupportedOperationException("no " + name + " here");
    }
    return what;
  }

  @Override
  public WebClient web() {
    return (request, timeout) -> {
      requests.add(request);
      return web.send(request, timeout);
    };
  }

  @Override
  public InstantSource clock() {
    return time;
  }

  @Override
  public Waiting waiting() {
    return time::advance;
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
