package io.gamekeeper.platform.aws;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import io.gamekeeper.platform.DatabaseLimits;
import java.io.PrintWriter;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.rds.RdsUtilities;

/**
 * A MySQL database behind RDS Proxy. Each new connection logs in with a token that is signed with
 * the function's credentials, over TLS to the very host that was asked for. Nothing here sets a
 * variable of the session, because the proxy would then reserve a connection for this function:
 * settings of all sessions are in the database's parameter group.
 */
final class ProxiedDatabase implements RenewableDataSource {
  private static final Duration VALIDATION_TIMEOUT = Duration.ofMillis(500);

  /**
   * The age at which connections are replaced, before the proxy ends them: it allows idle clients
   * 30 minutes, and any client 24 hours.
   */
  private static final Duration MAX_AGE = Duration.ofMinutes(15);

  private final URI address;
  private final DatabaseLimits limits;
  private final RdsUtilities signer;
  private final AwsCredentialsProvider credentials;
  private @Nullable HikariDataSource pool;

  /**
   * Creates a database that is not connected yet.
   *
   * @param address for instance {@code mysql://payments@host:3306/gamekeeper}
   */
  ProxiedDatabase(
      URI address, DatabaseLimits limits, Region region, AwsCredentialsProvider credentials) {
    if (!"mysql".equals(address.getScheme())
        || address.getHost() == null
        || address.getPort() < 0
        || address.getUserInfo() == null) {
      throw new IllegalArgumentException(
          address + " is not an address like mysql://user@host:3306/database");
    }
    this.address = address;
    this.limits = limits;
    this.credentials = credentials;
    this.signer = RdsUtilities.builder().region(region).credentialsProvider(credentials).build();
  }

  /** Returns the settings of the pool and the driver. */
  HikariConfig config() {
    HikariConfig config = new HikariConfig();
    config.setPoolName("database");
    config.setDriverClassName("com.mysql.cj.jdbc.Driver");
    config.setJdbcUrl(
        "jdbc:mysql://" + address.getHost() + ":" + address.getPort() + address.getPath());
    config.setCredentialsProvider(() -> new Credentials(address.getUserInfo(), token()));
    config.setMaximumPoolSize(limits.connections());
    // None is opened ahead of need: between invocations nothing runs here.
    config.setMinimumIdle(0);
    config.setInitializationFailTimeout(-1);
    config.setKeepaliveTime(0);
    config.setConnectionTimeout(limits.borrowing().toMillis());
    config.setValidationTimeout(VALIDATION_TIMEOUT.toMillis());
    config.setMaxLifetime(MAX_AGE.toMillis());
    config.addDataSourceProperty("sslMode", "VERIFY_IDENTITY");
    limits.driverProperties().forEach(config::addDataSourceProperty);
    return config;
  }

  /** Returns a password for the next quarter of an hour; it is signed locally, without a call. */
  String token() {
    return signer.generateAuthenticationToken(
        request ->
            request
                .hostname(address.getHost())
                .port(address.getPort())
                .username(address.getUserInfo())
                .credentialsProvider(credentials));
  }

  private synchronized DataSource pool() {
    HikariDataSource open = pool;
    if (open == null) {
      open = new HikariDataSource(config());
      pool = open;
    }
    return open;
  }

  @Override
  public synchronized void disconnect() {
    HikariDataSource open = pool;
    pool = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    return limits.onceLoggedIn(pool().getConnection());
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("the address says who logs in");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
    throw new SQLFeatureNotSupportedException("there is no log writer");
  }

  @Override
  public int getLoginTimeout() {
    return (int) limits.borrowing().toSeconds();
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    throw new SQLFeatureNotSupportedException("the platform sets the limits");
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("java.util.logging is not used");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (isWrapperFor(type)) {
      return type.cast(this);
    }
    throw new SQLException("no " + type.getName());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
