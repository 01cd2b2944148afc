package io.gamekeeper.platform;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The limits of a function's connections to its database: how long it waits, and how many there
 * are. The platform on Lambda and that of the local stage build their connections from it, so that
 * what is too slow in an account is too slow on a laptop.
 *
 * @param connecting until the server accepts the connection
 * @param loggingIn the longest silence while logging in. Short in any case: a pool opens one
 *     connection after the other, so that a log-in that hangs keeps all others waiting.
 * @param silence the longest silence within a statement
 * @param borrowing for a connection, a new one or one that another call gives back
 * @param connections as many at a time
 */
public record DatabaseLimits(
    Duration connecting,
    Duration loggingIn,
    Duration silence,
    Duration borrowing,
    int connections) {

  /**
   * For requests that a player waits for. The second connection is for asking again when the
   * outcome of a commit on the first is unknown.
   */
  public static final DatabaseLimits PLAYERS =
      new DatabaseLimits(
          Duration.ofSeconds(1),
          Duration.ofMillis(2500),
          Duration.ofMillis(2500),
          Duration.ofMillis(2500),
          2);

  /**
   * For a player's request that finds out whether a database that could not be reached is back. The
   * pool goes on connecting when the request has given up, so that the next request finds a slow
   * log-in completed.
   */
  public static final DatabaseLimits PROBING =
      new DatabaseLimits(
          Duration.ofSeconds(1),
          Duration.ofMillis(2500),
          Duration.ofMillis(500),
          Duration.ofMillis(500),
          1);

  /**
   * For what a timer starts every minute: longer than the database's proxy waits for a connection
   * of its own (5 s), so that the proxy's answer arrives.
   */
  public static final DatabaseLimits BACKGROUND =
      new DatabaseLimits(
          Duration.ofSeconds(1),
          Duration.ofSeconds(6),
          Duration.ofSeconds(10),
          Duration.ofSeconds(3),
          2);

  /**
   * For work of minutes, like a check of all books or a change of tables. A statement may take as
   * long as Lambda lets any function run; the caller ends it before its own time is up. A migration
   * needs one connection for its lock, one for the scripts and one to look after both.
   */
  public static final DatabaseLimits LONG_WORK =
      new DatabaseLimits(
          Duration.ofSeconds(2),
          Duration.ofSeconds(6),
          Duration.ofMinutes(15),
          Duration.ofSeconds(10),
          4);

  public DatabaseLimits {
    for (Duration limit : new Duration[] {connecting, loggingIn, silence, borrowing}) {
      if (!limit.isPositive()) {
        throw new IllegalArgumentException("a limit must be positive, not " + limit);
      }
    }
    if (connections < 1) {
      throw new IllegalArgumentException("at least one connection, not " + connections);
    }
  }

  /**
   * Returns the properties of MySQL's driver other than the server's address and the login. None of
   * them sets a variable of the session.
   */
  public Map<String, String> driverProperties() {
    return new TreeMap<>(
        Map.of(
            "connectTimeout", Long.toString(connecting.toMillis()),
            "socketTimeout", Long.toString(loggingIn.toMillis()),
            "tcpKeepAlive", "true",
            "useServerPrepStmts", "false",
            "useLocalSessionState", "true",
            "cacheServerConfiguration", "true",
            "connectionTimeZone", "UTC",
            "forceConnectionTimeZoneToSession", "false",
            "characterEncoding", "UTF-8"));
  }

  /** Allows a connection that has logged in to be silent for as long as a statement may take. */
  public Connection onceLoggedIn(Connection connection) throws SQLException {
    if (!silence.equals(loggingIn)) {
      connection.setNetworkTimeout(Runnable::run, Math.toIntExact(silence.toMillis()));
    }
    return connection;
  }
}
