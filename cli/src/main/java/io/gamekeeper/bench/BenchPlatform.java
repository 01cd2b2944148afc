package io.gamekeeper.bench;

import io.gamekeeper.contract.LeaderboardEnvironment;
import io.gamekeeper.contract.RebuildEnvironment;
import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.platform.DatabaseLimits;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.RedisConnection;
import io.gamekeeper.platform.SnapshotHook;
import io.gamekeeper.platform.TraceSink;
import io.gamekeeper.platform.Waiting;
import io.gamekeeper.platform.WebClient;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Clock;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/**
 * The platform of a handler that reads boards from a given Redis, without a stage around it: it has
 * a token issuer of its own, and AWS clients that refuse every call.
 */
final class BenchPlatform implements Platform {
  private final RedisConnection redis;
  private final BenchTokens tokens = new BenchTokens();
  private final RandomGenerator random = new SplittableRandom(11);

  BenchPlatform(RedisConnection redis) {
    this.redis = redis;
  }

  /** Returns an {@code Authorization} header for that player. */
  String authorization(String player) {
    return "Bearer " + tokens.token(player);
  }

  @Override
  public Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.putAll(new TelemetryEnvironment("bench", "Gamekeeper/bench", "WARN").toMap());
    environment.putAll(BenchTokens.identity("https://id.bench.example/jwks").toMap());
    environment.putAll(new LeaderboardEnvironment("redis", 6379, "log", "seasons").toMap());
    environment.putAll(new RebuildEnvironment("rebuild").toMap());
    return environment;
  }

  @Override
  public <C> C client(Class<C> clientInterface) {
    return clientInterface.cast(
        Proxy.newProxyInstance(
            clientInterface.getClassLoader(),
            new Class<?>[] {clientInterface},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException("no AWS in this measurement: " + method);
            }));
  }

  @Override
  public RedisConnection redis(String host, int port) {
    return redis;
  }

  @Override
  public DataSource database(URI address, DatabaseLimits limits) {
    throw new UnsupportedOperationException("no database in this measurement");
  }

  @Override
  public WebClient web() {
    String keys = tokens.keySet();
    return (request, timeout) -> new WebClient.Response(200, keys);
  }

  @Override
  public InstantSource clock() {
    return Clock.systemUTC();
  }

  @Override
  public Waiting waiting() {
    return Thread::sleep;
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public TraceSink traces() {
    return segment -> {};
  }

  @Override
  public void onSnapshot(SnapshotHook hook) {
    // Nothing here is ever frozen.
  }
}
