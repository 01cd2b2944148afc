package io.gamekeeper.isolation;

import io.gamekeeper.platform.DatabaseLimits;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.RedisConnection;
import io.gamekeeper.platform.RedisScript;
import io.gamekeeper.platform.RedisUnavailableException;
import io.gamekeeper.platform.SnapshotHook;
import io.gamekeeper.platform.TraceSink;
import io.gamekeeper.platform.Waiting;
import io.gamekeeper.platform.WebClient;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;

/** A platform on which every store and the token issuer are down. */
record DeadStores(Map<String, String> environment) implements Platform {

  @Override
  public <C> C client(Class<C> clientInterface) {
    return clientInterface.cast(
        Proxy.newProxyInstance(
            clientInterface.getClassLoader(),
            new Class<?>[] {clientInterface},
            (proxy, method, arguments) -> {
              throw SdkClientException.create("nobody answers");
            }));
  }

  @Override
  public RedisConnection redis(String host, int port) {
    return new RedisConnection() {
      @Override
      public Object run(RedisScript script, List<String> keys, List<String> arguments) {
        throw down();
      }

      @Override
      public List<@Nullable Object> runAll(RedisScript script, List<ScriptCall> calls) {
        throw down();
      }

      @Override
      public void ping() {
        throw down();
      }
    };
  }

  private static RedisUnavailableException down() {
    return new RedisUnavailableException("nobody answers", null);
  }

  @Override
  public DataSource database(URI address, DatabaseLimits limits) {
    throw new UnsupportedOperationException("no database here");
  }

  @Override
  public WebClient web() {
    return (request, timeout) -> {
      throw new IOException("nobody answers at " + request.uri());
    };
  }

  @Override
  public InstantSource clock() {
    return InstantSource.system();
  }

  @Override
  public Waiting waiting() {
    return Thread::sleep;
  }

  @Override
  public RandomGenerator random() {
    return new Random(1);
  }

  @Override
  public TraceSink traces() {
    return segment -> {};
  }

  @Override
  public void onSnapshot(SnapshotHook hook) {}
}
