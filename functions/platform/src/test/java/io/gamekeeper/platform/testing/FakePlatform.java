package io.gamekeeper.platform.testing;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A platform in memory: time moves when told to, the web is one document, traces are kept. */
public final class FakePlatform implements Platform {
  public final Map<String, String> variables = new HashMap<>();
  public final List<String> segments = new CopyOnWriteArrayList<>();
  public final List<SnapshotHook> hooks = new CopyOnWriteArrayList<>();
  public final AtomicInteger fetches = new AtomicInteger();

  private volatile Instant now = Instant.parse("2026-06-01T12:00:00Z");
  private volatile @Nullable String document;

  /** What the web answers; null makes it unreachable. */
  public void web(@Nullable String answer) {
    document = answer;
  }

  /** Lets that time pass. */
  public void pass(Duration duration) {
    now = now.plus(duration);
  }

  public Instant now() {
    return now;
  }

  @Override
  public Map<String, String> environment() {
    return variables;
  }

  @Override
  public <C> C client(Class<C> clientInterface) {
    throw new UnsupportedOperationException("no AWS here");
  }

  @Override
  public RedisConnection redis(String host, int port) {
    throw new UnsupportedOperationException("no Redis here");
  }

  @Override
  public DataSource database(URI address, DatabaseLimits limits) {
    throw new UnsupportedOperationException("no database here");
  }

  @Override
  public WebClient web() {
    return (request, timeout) -> {
      fetches.incrementAndGet();
      String answer = document;
      if (answer == null) {
        throw new IOException("nobody answers at " + request.uri());
      }
      return new WebClient.Response(200, answer);
    };
  }

  @Override
  public InstantSource clock() {
    return () -> now;
  }

  @Override
  public Waiting waiting() {
    return this::pass;
  }

  @Override
  public RandomGenerator random() {
    return new Random(1);
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
