package io.gamekeeper.local.client;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.gamekeeper.local.engine.MariaDbEngine;
import io.gamekeeper.local.network.SecurityGroups;
import io.gamekeeper.local.observe.MetricStore;
import io.gamekeeper.platform.DatabaseLimits;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The RDS proxies of the stage, by the addresses that the templates give them. A proxy decides who
 * may log in, and shares few connections to the server among all functions.
 */
public final class DatabaseProxies {
  private static final String CONNECT = "rds-db:connect";

  /** An SQL state of the standard. */
  private static final String NO_CONNECTION = "08S01";

  private static final String NOT_AUTHORISED = "28000";

  /** The error code of MySQL for a refused log-in. */
  private static final int ACCESS_DENIED = 1045;

  private static final Duration VALIDATION = Duration.ofSeconds(1);
  private static final int CONNECTIONS_PER_USER = 32;

  private final SecurityGroups network;
  private final Map<String, Endpoint> endpoints = new ConcurrentHashMap<>();

  /**
   * A proxy.
   *
   * @param host its name in the templates
   * @param users ARN under which its users are allowed, for instance {@code
   *     arn:aws:rds-db:eu-west-1:123456789012:dbuser:prx-0123}
   * @param securityGroups its security groups
   * @param logIns the credentials with which it may log in to the server
   * @param borrowing counts the nanoseconds that a connection to the server was waited for
   * @param failures counts requests that failed because no connection to the server came about
   */
  public record DatabaseProxy(
      String host,
      int port,
      String users,
      List<String> securityGroups,
      List<LogIn> logIns,
      MetricStore.Recorder borrowing,
      MetricStore.Recorder failures) {
    public DatabaseProxy {
      securityGroups = List.copyOf(securityGroups);
      logIns = List.copyOf(logIns);
    }

    private String address() {
      return host + ":" + port;
    }
  }

  /**
   * One secret of a proxy.
   *
   * @param iam whether a role logs in, and no password
   * @param credentials the current content of the secret
   */
  public record LogIn(boolean iam, Supplier<Optional<Credentials>> credentials) {}

  /** Name and password of a user of the server. */
  public record Credentials(String user, String password) {}

  /**
   * The server that a proxy leads to.
   *
   * @param borrowing how long the proxy waits for a connection to it
   */
  public record Target(MariaDbEngine engine, Duration borrowing) {}

  /**
   * The connections of a proxy to its server.
   *
   * @param borrowed those that functions have
   * @param allowed how many it may open for those that have logged in so far
   */
  public record Use(int borrowed, int open, int allowed) {}

  /** The key of a pool of connections: functions with the same limits share one. */
  private record Sharing(String user, String database, DatabaseLimits limits) {}

  private static final class Endpoint {
    private final DatabaseProxy proxy;
    private final Map<Sharing, HikariDataSource> pools = new ConcurrentHashMap<>();
    private volatile @Nullable Target target;

    Endpoint(DatabaseProxy proxy) {
      this.proxy = proxy;
    }
  }

  public DatabaseProxies(SecurityGroups network) {
    this.network = network;
  }

  /**
   * Adds a proxy, which accepts no connections before it has a target.
   *
   * @return removes the proxy
   */
  public AutoCloseable register(DatabaseProxy proxy) {
    Endpoint endpoint = new Endpoint(proxy);
    endpoints.put(proxy.address(), endpoint);
    return () -> {
      endpoints.remove(proxy.address(), endpoint);
      endpoint.pools.values().forEach(HikariDataSource::close);
    };
  }

  /**
   * Gives a proxy its target.
   *
   * @throws IllegalArgumentException if there is no such proxy
   */
  public void lead(DatabaseProxy proxy, Target target) {
    @Nullable Endpoint endpoint = endpoints.get(proxy.address());
    if (endpoint == null) {
      throw new IllegalArgumentException("there is no proxy at " + proxy.address());
    }
    endpoint.target = target;
  }

  /** Returns the connections of a proxy; empty until the first log-in. */
  public Optional<Use> use(DatabaseProxy proxy) {
    @Nullable Endpoint endpoint = endpoints.get(proxy.address());
    if (endpoint == null || endpoint.pools.isEmpty()) {
      return Optional.empty();
    }
    int borrowed = 0;
    int open = 0;
    int allowed = 0;
    for (HikariDataSource pool : endpoint.pools.values()) {
      borrowed += pool.getHikariPoolMXBean().getActiveConnections();
      open += pool.getHikariPoolMXBean().getTotalConnections();
      allowed += pool.getMaximumPoolSize();
    }
    return Optional.of(new Use(borrowed, open, allowed));
  }

  /** Returns the rights that a role needs for an action on the database at an address. */
  public List<Access> access(String action, String address) {
    URI uri = URI.create(address);
    @Nullable Endpoint endpoint = endpoints.get(uri.getHost() + ":" + uri.getPort());
    return List.of(
        new Access.ByRole(
            action, endpoint == null ? address : endpoint.proxy.users() + "/" + uri.getUserInfo()));
  }

  /**
   * Returns a function's data source. As on AWS, a fault of the address, the network, the role or
   * the user shows when a connection is requested, as {@link SQLException}.
   *
   * @param limits the limits of the function, which are those that it has on AWS
   */
  DataSource connect(FunctionIdentity caller, URI address, DatabaseLimits limits) {
    return new Gate(caller, address, limits);
  }

  /** A data source that checks the caller once and then gives connections. */
  private final class Gate implements ConnectionSource {
    private final FunctionIdentity caller;
    private final URI address;
    private final DatabaseLimits limits;
    private volatile @Nullable Admitted open;

    Gate(FunctionIdentity caller, URI address, DatabaseLimits limits) {
      this.caller = caller;
      this.address = address;
      this.limits = limits;
    }

    @Override
    public Connection getConnection() throws SQLException {
      Admitted admitted = open;
      if (admitted == null) {
        admitted = admit(caller, address, limits);
        open = admitted;
      }
      long start = System.nanoTime();
      try {
        Connection borrowed = admitted.pool().getConnection();
        admitted.proxy().borrowing().record((double) (System.nanoTime() - start));
        return TimedJdbc.of(limits.onceLoggedIn(borrowed));
      } catch (SQLTransientConnectionException e) {
        // Without a cause all connections are in use; else the last attempt to open one failed.
        if (e.getCause() != null) {
          admitted.proxy().failures().record(1);
        }
        throw e;
      } finally {
        EngineTime.since(start);
      }
    }
  }

  /** A caller's way to the server. */
  private record Admitted(DatabaseProxy proxy, DataSource pool) {}

  private Admitted admit(FunctionIdentity caller, URI address, DatabaseLimits limits)
      throws SQLException {
    String place = address.getHost() + ":" + address.getPort();
    @Nullable Endpoint endpoint = endpoints.get(place);
    if (endpoint == null) {
      throw unreachable("%s: there is no database at %s".formatted(caller.logicalId(), place));
    }
    DatabaseProxy proxy = endpoint.proxy;
    Optional<String> refusal =
        caller.securityGroups().isEmpty()
            ? Optional.of("the function is not in the virtual network")
            : network.refusal(caller.securityGroups(), proxy.securityGroups(), proxy.port());
    if (refusal.isPresent()) {
      throw unreachable(
          "%s cannot reach %s: %s".formatted(caller.logicalId(), place, refusal.get()));
    }
    String user = String.valueOf(address.getUserInfo());
    LogIn logIn = logIn(proxy, user);
    if (!logIn.iam()) {
      throw refused(user, "the proxy requires a password for this user, and functions have none");
    }
    for (Access access : access(CONNECT, address.toString())) {
      if (!access.decide(caller.role()).allowed()) {
        throw refused(
            user,
            "role %s may not %s on %s"
                .formatted(caller.role().name(), access.action(), access.resource()));
      }
    }
    @Nullable Target target = endpoint.target;
    if (target == null) {
      throw unreachable("the proxy at " + place + " has no target");
    }
    String database = address.getPath().replaceFirst("^/", "");
    return new Admitted(
        proxy,
        endpoint.pools.computeIfAbsent(
            new Sharing(user, database, limits), sharing -> pool(proxy, target, sharing)));
  }

  private static LogIn logIn(DatabaseProxy proxy, String user) throws SQLException {
    for (LogIn logIn : proxy.logIns()) {
      if (logIn.credentials().get().filter(known -> known.user().equals(user)).isPresent()) {
        return logIn;
      }
    }
    throw refused(user, "this RDS proxy has no credentials for the role " + user);
  }

  private static HikariDataSource pool(DatabaseProxy proxy, Target target, Sharing sharing) {
    String user = sharing.user();
    DatabaseLimits limits = sharing.limits();
    HikariConfig config = new HikariConfig();
    config.setPoolName(proxy.host() + "/" + user);
    config.setDataSource(
        (ConnectionSource)
            () -> {
              // Read each time: the secret may have been rotated.
              Credentials now =
                  logIn(proxy, user)
                      .credentials()
                      .get()
                      .orElseThrow(() -> refused(user, "its secret is empty"));
              return target
                  .engine()
                  .connect(now.user(), now.password(), sharing.database(), limits);
            });
    // A function does not wait longer than its own limit, even if the proxy would.
    Duration borrowing =
        target.borrowing().compareTo(limits.borrowing()) < 0
            ? target.borrowing()
            : limits.borrowing();
    config.setConnectionTimeout(Math.max(borrowing.toMillis(), 250));
    config.setValidationTimeout(Math.min(VALIDATION.toMillis(), borrowing.toMillis()));
    config.setMaximumPoolSize(CONNECTIONS_PER_USER);
    config.setMinimumIdle(1);
    config.setInitializationFailTimeout(-1);
    config.setKeepaliveTime(0);
    // The thread of the first caller has the class loader of a function, which the pool would keep.
    config.setThreadFactory(
        Thread.ofPlatform()
            .daemon()
            .name("proxy of " + user + " ", 1)
            .inheritInheritableThreadLocals(false)
            .factory());
    return new HikariDataSource(config);
  }

  private static SQLException unreachable(String reason) {
    return new SQLNonTransientConnectionException(
        "Communications link failure: " + reason, NO_CONNECTION);
  }

  private static SQLException refused(String user, String reason) {
    return new SQLInvalidAuthorizationSpecException(
        "Access denied for user '%s' (using password: YES): %s".formatted(user, reason),
        NOT_AUTHORISED,
        ACCESS_DENIED);
  }
}
