package io.gamekeeper.local.client;

import io.gamekeeper.local.time.StageTime;
import io.gamekeeper.platform.DatabaseLimits;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.RedisConnection;
import io.gamekeeper.platform.SnapshotHook;
import io.gamekeeper.platform.TraceSink;
import io.gamekeeper.platform.Waiting;
import io.gamekeeper.platform.WebClient;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/** The {@link Platform} of one function of the stage. */
public final class StagePlatform implements Platform {
  private final FunctionIdentity function;
  private final Map<String, String> environment;
  private final StageWorld world;
  private final StageTime time;
  private final TraceSink traces;
  private final List<SnapshotHook> snapshotHooks = new CopyOnWriteArrayList<>();

  /**
   * Creates a platform.
   *
   * @param environment the template's variables and those that Lambda sets
   */
  public StagePlatform(
      FunctionIdentity function,
      Map<String, String> environment,
      StageWorld world,
      StageTime time,
      TraceSink traces) {
    this.function = function;
    this.environment = Map.copyOf(environment);
    this.world = world;
    this.time = time;
    this.traces = traces;
  }

  /** Returns the hooks that the function has registered, in that order. */
  public List<SnapshotHook> snapshotHooks() {
    return List.copyOf(snapshotHooks);
  }

  @Override
  public Map<String, String> environment() {
    return environment;
  }

  @Override
  public <C> C client(Class<C> clientInterface) {
    return world.client(function, clientInterface);
  }

  @Override
  public RedisConnection redis(String host, int port) {
    return world.redis().connect(function, host, port);
  }

  @Override
  public DataSource database(URI address, DatabaseLimits limits) {
    return world.databases().connect(function, address, limits);
  }

  @Override
  public WebClient web() {
    return world.web();
  }

  @Override
  public InstantSource clock() {
    return time.clock();
  }

  @Override
  public Waiting waiting() {
    return time.waiting();
  }

  @Override
  public RandomGenerator random() {
    return time.random();
  }

  @Override
  public TraceSink traces() {
    return traces;
  }

  @Override
  public void onSnapshot(SnapshotHook hook) {
    snapshotHooks.add(hook);
  }
}
