package io.gamekeeper.fleet.system;

import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.RedisConnection;
import io.gamekeeper.platform.SnapshotHook;
import io.gamekeeper.platform.TraceSink;
import io.gamekeeper.platform.Waiting;
import io.gamekeeper.platform.WebClient;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;

/** The platform of a game server: time, waiting, randomness and the web; nothing of AWS. */
public record ServerPlatform(
    Map<String, String> environment, Timing timing, WebClient web, RandomGenerator random)
    implements Platform {

  @Override
  public InstantSource clock() {
    return timing.clock();
  }

  @Override
  public Waiting waiting() {
    return timing.waiting();
  }

  @Override
  public <C> C client(Class<C> clientInterface) {
    throw new UnsupportedOperationException("a game server has no AWS clients");
  }

  @Override
  public RedisConnection redis(String host, int port) {
    throw new UnsupportedOperationException("a game server has no Redis");
  }

  @Override
  public DataSource database(URI address) {
    throw new UnsupportedOperationException("a game server has no database");
  }

  @Override
  public TraceSink traces() {
    return segment -> {};
  }

  @Override
  public void onSnapshot(SnapshotHook hook) {
    // A server's process is never restored from a snapshot.
  }
}
