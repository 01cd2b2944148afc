package io.gamekeeper.local.aws.lambda;

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

/** The platform of one instance: the function's, and the snapshot hooks of this instance. */
final class CapturingPlatform implements Platform {
  private final Platform platform;
  private final List<SnapshotHook> hooks = new CopyOnWriteArrayList<>();

  CapturingPlatform(Platform platform) {
    this.platform = platform;
  }

  /** Prepares the hooks for the snapshot in the order of CRaC: the last registered first. */
  void beforeSnapshot() throws Exception {
    for (SnapshotHook hook : hooks.reversed()) {
      hook.beforeSnapshot();
    }
  }

  void afterRestore() throws Exception {
    for (SnapshotHook hook : hooks) {
      hook.afterRestore();
    }
  }

  @Override
  public void onSnapshot(SnapshotHook hook) {
    hooks.add(hook);
  }

  @Override
  public Map<String, String> environment() {
    return platform.environment();
  }

  @Override
  public <C> C client(Class<C> clientInterface) {
    return platform.client(clientInterface);
  }

  @Override
  public RedisConnection redis(String host, int port) {
    return platform.redis(host, port);
  }

  @Override
  public DataSource database(URI address, DatabaseLimits limits) {
    return platform.database(address, limits);
  }

  @Override
  public WebClient web() {
    return platform.web();
  }

  @Override
  public InstantSource clock() {
    return platform.clock();
  }

  @Override
  public Waiting waiting() {
    return platform.waiting();
  }

  @Override
  public RandomGenerator random() {
    return platform.random();
  }

  @Override
  public TraceSink traces() {
    return platform.traces();
  }
}
