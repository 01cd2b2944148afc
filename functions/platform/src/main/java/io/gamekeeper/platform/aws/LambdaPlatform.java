package io.gamekeeper.platform.aws;

import io.gamekeeper.platform.DatabaseLimits;
import io.gamekeeper.platform.Platform;
import io.gamekeeper.platform.RedisConnection;
import io.gamekeeper.platform.SnapshotHook;
import io.gamekeeper.platform.TraceSink;
import io.gamekeeper.platform.Waiting;
import io.gamekeeper.platform.WebClient;
import io.gamekeeper.platform.redis.JedisRedisConnection;
import io.gamekeeper.platform.redis.JedisRedisConnection.Security;
import io.gamekeeper.platform.trace.DaemonTraceSink;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

/**
 * The platform of a function on Lambda. {@link Platform#lambda()} finds it by name; nothing else
 * creates it.
 */
public final class LambdaPlatform implements Platform {
  private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(500);
  private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(1);
  static final Duration CALL_TIMEOUT = Duration.ofMillis(2500);
  private static final int MAX_ATTEMPTS = 3;
  private static final String REGION = "AWS_REGION";

  /**
   * An instance serves one invocation at a time; the rest is for what that one does in parallel.
   */
  private static final int REDIS_CONNECTIONS = 4;

  private final Map<String, String> environment;
  private final ConcurrentMap<Class<?>, Object> clients = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, JedisRedisConnection> redis = new ConcurrentHashMap<>();
  private final ConcurrentMap<Database, RenewableDataSource> databases = new ConcurrentHashMap<>();
  private final SdkHttpClient http =
      UrlConnectionHttpClient.builder()
          .connectionTimeout(CONNECT_TIMEOUT)
          .socketTimeout(ATTEMPT_TIMEOUT)
          .build();
  private final JdkWebClient web = new JdkWebClient(CONNECT_TIMEOUT);
  private final RandomGenerator random = new SecureRandom();
  private final TraceSink traces;
  private final List<SnapshotHook> hooks = new CopyOnWriteArrayList<>();

  /** CRaC keeps only a weak reference to what is registered with it. */
  private final Resource resource = new SnapshotResource();

  /** Creates the platform of this process. */
  public LambdaPlatform() {
    this(System.getenv());
  }

  LambdaPlatform(Map<String, String> environment) {
    this.environment = environment;
    this.traces = DaemonTraceSink.of(environment.get(DaemonTraceSink.ADDRESS));
    Core.getGlobalContext().register(resource);
  }

  @Override
  public Map<String, String> environment() {
    return environment;
  }

  @Override
  public <C> C client(Class<C> clientInterface) {
    return clientInterface.cast(clients.computeIfAbsent(clientInterface, this::build));
  }

  private Object build(Class<?> clientInterface) {
    Object builder;
    try {
      builder = clientInterface.getMethod("builder").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          clientInterface + " is not an AWS SDK client interface", e);
    }
    if (!(builder instanceof AwsClientBuilder<?, ?> client)
        || !(builder instanceof AwsSyncClientBuilder<?, ?> synchronous)) {
      throw new IllegalArgumentException(clientInterface + " is not a synchronous AWS SDK client");
    }
    synchronous.httpClient(http);
    String region = environment.get(REGION);
    if (region != null) {
      client.region(Region.of(region));
    }
    client.overrideConfiguration(
        ClientOverrideConfiguration.builder()
            .apiCallAttemptTimeout(ATTEMPT_TIMEOUT)
            .apiCallTimeout(CALL_TIMEOUT)
            .retryStrategy(
                AwsRetryStrategy.standardRetryStrategy().toBuilder()
                    .maxAttempts(MAX_ATTEMPTS)
                    .build())
            .build());
    return client.build();
  }

  @Override
  public RedisConnection redis(String host, int port) {
    return redis.computeIfAbsent(
        host + ":" + port,
        endpoint -> new JedisRedisConnection(host, port, Security.TLS, REDIS_CONNECTIONS));
  }

  @Override
  public DataSource database(URI address, DatabaseLimits limits) {
    return databases.computeIfAbsent(
        new Database(address, limits),
        absent ->
            new ProxiedDatabase(
                absent.address(),
                absent.limits(),
                Region.of(Objects.requireNonNull(environment.get(REGION), REGION)),
                DefaultCredentialsProvider.builder().build()));
  }

  @Override
  public WebClient web() {
    return web;
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
    return random;
  }

  @Override
  public TraceSink traces() {
    return traces;
  }

  @Override
  public void onSnapshot(SnapshotHook hook) {
    hooks.add(hook);
  }

  private record Database(URI address, DatabaseLimits limits) {}

  /**
   * Runs hooks before the snapshot, while connections still work, and renews connections before
   * hooks run again.
   */
  private final class SnapshotResource implements Resource {
    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) throws Exception {
      for (SnapshotHook hook : hooks) {
        hook.beforeSnapshot();
      }
      disconnect();
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) throws Exception {
      disconnect();
      for (SnapshotHook hook : hooks) {
        hook.afterRestore();
      }
    }

    private void disconnect() {
      redis.values().forEach(JedisRedisConnection::disconnect);
      databases.values().forEach(RenewableDataSource::disconnect);
      web.disconnect();
    }
  }
}
