package io.gamekeeper.platform.redis;

import io.gamekeeper.platform.RedisConnection;
import io.gamekeeper.platform.RedisScript;
import io.gamekeeper.platform.RedisScriptException;
import io.gamekeeper.platform.RedisUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisBusyException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.exceptions.JedisRedirectionException;
import redis.clients.jedis.providers.ClusterConnectionProvider;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * A {@link RedisConnection} to a cluster (of one node or many). It connects at the first call, not
 * at construction, and again by itself after a failure.
 *
 * <p>Jedis's own cluster executor is not used: it repeats a command whose answer was lost, and a
 * submitted score must run at most once. Only what the server refused to run is sent again: a
 * redirection, or a script that it does not know yet.
 */
public final class JedisRedisConnection implements RedisConnection, AutoCloseable {
  static final Duration CONNECT_TIMEOUT = Duration.ofMillis(500);
  static final Duration READ_TIMEOUT = Duration.ofSeconds(1);
  private static final int MAX_REDIRECTIONS = 3;

  /** Replies that wait in the server while we still send; bounded so that neither side blocks. */
  private static final int PIPELINE_BATCH = 512;

  private static final int SLOT_OF_KEYLESS = 0;

  /**
   * The first words of errors by which the server says that it cannot serve now, whatever the
   * script.
   */
  private static final Set<String> NOT_SERVING =
      Set.of(
          "LOADING",
          "CLUSTERDOWN",
          "MASTERDOWN",
          "READONLY",
          "TRYAGAIN",
          "MISCONF",
          "NOREPLICAS",
          "OOM",
          "UNKILLABLE");

  /** The place where Redis 6 names the error of a command inside a script. */
  private static final Pattern INSIDE_SCRIPT = Pattern.compile(": -([A-Z]+) ");

  private static final String TOO_MANY_CLIENTS = "ERR max number of clients";

  /**
   * The security of a connection.
   *
   * @param tls whether it is encrypted and the server's name checked
   * @param password the server's password; null if it has none
   */
  public record Security(boolean tls, @Nullable String password) {
    public static final Security TLS = new Security(true, null);
    public static final Security PLAIN = new Security(false, null);

    /** Returns the security of a connection that is not encrypted, to a server with a password. */
    public static Security withPassword(String password) {
      return new Security(false, password);
    }
  }

  private final HostAndPort endpoint;
  private final DefaultJedisClientConfig clientConfig;
  private final ConnectionPoolConfig poolConfig;
  private final ReentrantLock connecting = new ReentrantLock();
  private final AtomicBoolean renewing = new AtomicBoolean();
  private volatile @Nullable ClusterConnectionProvider provider;

  /**
   * Creates a connection to an endpoint without connecting yet.
   *
   * @param maxConnections connections per node; a caller waits for a free one
   */
  public JedisRedisConnection(String host, int port, Security security, int maxConnections) {
    this.endpoint = new HostAndPort(host, port);
    this.clientConfig = clientConfig(security);
    this.poolConfig = new ConnectionPoolConfig();
    poolConfig.setMaxTotal(maxConnections);
    poolConfig.setMaxIdle(maxConnections);
    poolConfig.setMaxWait(READ_TIMEOUT);
    poolConfig.setJmxEnabled(false);
    // No evictor thread: it would be frozen between invocations and wake up to dead connections.
    poolConfig.setTimeBetweenEvictionRuns(Duration.ofMillis(-1));
    poolConfig.setTestWhileIdle(false);
  }

  private static DefaultJedisClientConfig clientConfig(Security security) {
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .resp2()
            .connectionTimeoutMillis(Math.toIntExact(CONNECT_TIMEOUT.toMillis()))
            .socketTimeoutMillis(Math.toIntExact(READ_TIMEOUT.toMillis()))
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
            .password(security.password());
    if (security.tls()) {
      config.sslOptions(SslOptions.builder().sslVerifyMode(SslVerifyMode.FULL).build());
    }
    return config.build();
  }

  @Override
  public @Nullable Object run(RedisScript script, List<String> keys, List<String> arguments) {
    CommandArguments command = evalSha(script, keys, arguments);
    return onNodeOf(slot(keys), script.name(), connection -> execute(connection, script, command));
  }

  @Override
  public List<@Nullable Object> runAll(RedisScript script, List<ScriptCall> calls) {
    Map<Integer, List<Integer>> positionsBySlot = new TreeMap<>();
    for (int i = 0; i < calls.size(); i++) {
      positionsBySlot.computeIfAbsent(slot(calls.get(i).keys()), s -> new ArrayList<>()).add(i);
    }
    @Nullable Object[] replies = new @Nullable Object[calls.size()];
    positionsBySlot.forEach(
        (slot, positions) -> {
          for (int from = 0; from < positions.size(); from += PIPELINE_BATCH) {
            List<Integer> batch =
                positions.subList(from, Math.min(positions.size(), from + PIPELINE_BATCH));
            runBatch(slot, script, calls, batch, replies);
          }
        });
    List<@Nullable Object> list = new ArrayList<>(replies.length);
    for (Object reply : replies) {
      list.add(reply);
    }
    return list;
  }

  private void runBatch(
      int slot,
      RedisScript script,
      List<ScriptCall> calls,
      List<Integer> positions,
      @Nullable Object[] replies) {
    List<Object> answers =
        onNodeOf(
            slot,
            script.name(),
            connection -> {
              // Loading first costs one text per batch and spares a second pass for NOSCRIPT.
              connection.sendCommand(load(script));
              for (int position : positions) {
                ScriptCall call = calls.get(position);
                connection.sendCommand(evalSha(script, call.keys(), call.arguments()));
              }
              return connection.getMany(positions.size() + 1);
            });
    for (int i = 0; i < positions.size(); i++) {
      Object answer = answers.get(i + 1);
      ScriptCall call = calls.get(positions.get(i));
      replies[positions.get(i)] =
          switch (answer) {
            case JedisRedirectionException moved -> run(script, call.keys(), call.arguments());
            case JedisNoScriptException flushed -> run(script, call.keys(), call.arguments());
            case JedisDataException failed -> throw failure(script.name(), failed);
            case null, default -> answer;
          };
    }
  }

  @Override
  public void ping() {
    onNodeOf(
        SLOT_OF_KEYLESS,
        "ping",
        connection -> connection.executeCommand(new CommandArguments(Command.PING)));
  }

  /** Closes all connections; the next call connects anew. For the restore of a snapshot. */
  public void disconnect() {
    ClusterConnectionProvider known = provider;
    provider = null;
    if (known != null) {
      known.close();
    }
  }

  @Override
  public void close() {
    disconnect();
  }

  @FunctionalInterface
  private interface Exchange<T extends @Nullable Object> {
    T on(Connection connection);
  }

  private <T extends @Nullable Object> T onNodeOf(int slot, String name, Exchange<T> command) {
    ClusterConnectionProvider nodes = nodes();
    HostAndPort target = null;
    boolean asking = false;
    for (int redirections = 0; ; redirections++) {
      try (Connection connection =
          target == null ? nodes.getConnectionFromSlot(slot) : nodes.getConnection(target)) {
        if (asking) {
          connection.executeCommand(new CommandArguments(Command.ASKING));
        }
        return command.on(connection);
      } catch (JedisRedirectionException e) {
        if (redirections == MAX_REDIRECTIONS) {
          throw new RedisUnavailableException("Redis redirects in circles", e);
        }
        target = e.getTargetNode();
        asking = e instanceof JedisAskDataException;
        if (e instanceof JedisMovedDataException) {
          renewTopology(nodes);
        }
      } catch (JedisDataException e) {
        RuntimeException failure = failure(name, e);
        if (failure instanceof RedisUnavailableException) {
          renewTopology(nodes);
        }
        throw failure;
      } catch (JedisException e) {
        // Connections of the same age are as dead as this one: without them the next call succeeds.
        nodes.getConnectionMap().values().forEach(ConnectionPool::clear);
        renewTopology(nodes);
        throw new RedisUnavailableException("Redis does not answer", e);
      }
    }
  }

  private static Object execute(
      Connection connection, RedisScript script, CommandArguments command) {
    try {
      return connection.executeCommand(command);
    } catch (JedisNoScriptException e) {
      connection.executeCommand(load(script));
      return connection.executeCommand(command);
    }
  }

  private ClusterConnectionProvider nodes() {
    ClusterConnectionProvider known = provider;
    if (known != null) {
      return known;
    }
    connecting.lock();
    try {
      known = provider;
      if (known == null) {
        known = new ClusterConnectionProvider(Set.of(endpoint), clientConfig, poolConfig);
        provider = known;
      }
      return known;
    } catch (JedisException e) {
      throw new RedisUnavailableException("Redis cannot be reached", e);
    } finally {
      connecting.unlock();
    }
  }

  /**
   * Asks the cluster which node serves which slot; one caller at a time does so, the others go on.
   */
  private void renewTopology(ClusterConnectionProvider nodes) {
    if (renewing.compareAndSet(false, true)) {
      try {
        nodes.renewSlotCache();
      } catch (JedisException e) {
        // Nobody answers. The caller gets its own failure, the next failing call asks again.
      } finally {
        renewing.set(false);
      }
    }
  }

  private static RuntimeException failure(String script, JedisDataException e) {
    String message = String.valueOf(e.getMessage());
    String code = code(message);
    return e instanceof JedisBusyException
            || NOT_SERVING.contains(code)
            || message.startsWith(TOO_MANY_CLIENTS)
        ? new RedisUnavailableException("Redis is not serving: " + code, e)
        : new RedisScriptException(script + ": " + message, e);
  }

  private static String code(String message) {
    Matcher inside = INSIDE_SCRIPT.matcher(message);
    if (inside.find()) {
      return inside.group(1);
    }
    int space = message.indexOf(' ');
    return space < 0 ? message : message.substring(0, space);
  }

  private static CommandArguments evalSha(
      RedisScript script, List<String> keys, List<String> arguments) {
    CommandArguments command =
        new CommandArguments(Command.EVALSHA).add(script.sha1()).add(keys.size());
    for (String key : keys) {
      command.add(key);
    }
    for (String argument : arguments) {
      command.add(argument);
    }
    return command;
  }

  private static CommandArguments load(RedisScript script) {
    return new CommandArguments(Command.SCRIPT).add("LOAD").add(script.source());
  }

  private static int slot(List<String> keys) {
    return keys.isEmpty() ? SLOT_OF_KEYLESS : JedisClusterCRC16.getSlot(keys.getFirst());
  }
}
