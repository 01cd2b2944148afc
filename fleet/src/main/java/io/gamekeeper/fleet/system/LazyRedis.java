package io.gamekeeper.fleet.system;

import io.gamekeeper.platform.RedisConnection;
import io.gamekeeper.platform.redis.JedisRedisConnection;
import io.gamekeeper.platform.redis.JedisRedisConnection.Security;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A connection to Redis that is created when it is first needed: a server gets ready without the
 * client's classes.
 */
public final class LazyRedis implements AutoCloseable {
  private static final String TLS = "rediss";
  private static final Set<String> SCHEMES = Set.of(TLS, "redis");

  private final URI address;
  private final int connections;
  private final ReentrantLock connecting = new ReentrantLock();
  private @Nullable JedisRedisConnection connection;

  /**
   * Creates no connection yet.
   *
   * @param address host and port, with the scheme {@code rediss} for TLS or {@code redis}; with a
   *     password if it has one, as {@code redis://:password@host:port}
   * @param connections to each node, at most
   */
  public LazyRedis(URI address, int connections) {
    if (!SCHEMES.contains(address.getScheme())
        || address.getHost() == null
        || address.getPort() < 0) {
      throw new IllegalArgumentException(address + " is not the address of a Redis");
    }
    this.address = address;
    this.connections = connections;
  }

  /** Returns the connection. */
  public RedisConnection get() {
    connecting.lock();
    try {
      JedisRedisConnection known = connection;
      if (known == null) {
        known =
            new JedisRedisConnection(
                address.getHost(),
                address.getPort(),
                new Security(TLS.equals(address.getScheme()), password()),
                connections);
        connection = known;
      }
      return known;
    } finally {
      connecting.unlock();
    }
  }

  private @Nullable String password() {
    String userInfo = address.getUserInfo();
    return userInfo == null ? null : userInfo.substring(userInfo.indexOf(':') + 1);
  }

  @Override
  public void close() {
    connecting.lock();
    try {
      if (connection != null) {
        connection.close();
      }
    } finally {
      connecting.unlock();
    }
  }
}
