package io.gamekeeper.payment.database;

import io.gamekeeper.contract.DatabaseEnvironment;
import io.gamekeeper.platform.Waiting;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.flywaydb.core.internal.exception.FlywayMigrateException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the tables and the user of the functions up to date. Running it again changes nothing but
 * the password. It outlasts a failover: what passes by itself – an unreachable database, a lost
 * connection, a table in use – is tried again for {@link #PATIENCE}. A migration that was
 * interrupted is run again from the script that had not ended, by itself or by the next deployment.
 */
public final class Migration {
  /**
   * How long the database may be out of reach. A failover takes 60 to 120 s, and a new proxy some
   * minutes until it has connections (RDS user guide, "Multi-AZ DB instance deployments"; "RDS
   * Proxy target states", {@code PENDING_PROXY_CAPACITY}).
   */
  public static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final Logger LOG = LoggerFactory.getLogger(Migration.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LAST_PAUSE = Duration.ofSeconds(5);

  /**
   * Everybody who needs a table waits behind a change that waits for it: all players. So the change
   * gives up before they do.
   */
  private static final String SHORT_LOCK_WAITS = "SET SESSION lock_wait_timeout = 2";

  /** The name in messages if the script is not known, or there was none. */
  private static final String AROUND = "the migration";

  /** An earlier form of the first script, which could not be repeated; it made the same tables. */
  private static final Former FORMER = new Former("1", -1_919_661_991);

  private final DataSource owner;
  private final InstantSource clock;
  private final Waiting waiting;
  private final Supplier<Duration> left;

  private record Former(String version, int checksum) {}

  /**
   * Creates a migration as the database's owner; the source must give two connections at a time.
   *
   * @param owner connections to the database that holds the tables; they end each wait in time
   * @param left how much time is left
   */
  public Migration(
      DataSource owner, InstantSource clock, Waiting waiting, Supplier<Duration> left) {
    this.owner = owner;
    this.clock = clock;
    this.waiting = waiting;
    this.left = left;
  }

  /**
   * Migrates.
   *
   * @param password of {@link DatabaseEnvironment#PAYMENTS_USER}, who may read and write rows and
   *     nothing else
   * @throws FlywayException if it is set up wrongly: a bug
   */
  public MigrationOutcome run(String password) throws InterruptedException {
    Instant start = clock.instant();
    Attempt attempt = new Attempt(password, start);
    MigrationOutcome outcome = attempt.run();
    Instant end = clock.instant().plus(PATIENCE);
    Duration pause = FIRST_PAUSE;
    while (attempt.mayPass(outcome)
        && clock.instant().plus(pause).isBefore(end)
        && left.get().compareTo(pause) > 0) {
      LOG.warn("The database is not up to date yet: {}", outcome);
      waiting.sleep(pause);
      pause = pause.multipliedBy(2).compareTo(LAST_PAUSE) < 0 ? pause.multipliedBy(2) : LAST_PAUSE;
      attempt = new Attempt(password, start);
      outcome = attempt.run();
    }
    return outcome;
  }

  /** One attempt. */
  private final class Attempt {
    private final String password;
    private final Instant start;
    private int scripts;

    /** Whether JDBC says that the failure lasts until somebody corrects its cause. */
    private boolean isFinal;

    private Attempt(String password, Instant start) {
      this.password = password;
      this.start = start;
    }

    MigrationOutcome run() {
      try (Connection guard = owner.getConnection()) {
        return guarded(guard);
      } catch (SQLException e) {
        return isOutOfTime(e) ? new MigrationOutcome.OutOfTime(AROUND) : unreached(e);
      }
    }

    boolean mayPass(MigrationOutcome outcome) {
      return switch (outcome) {
        case MigrationOutcome.Unreachable _,
            MigrationOutcome.LogInRefused _,
            MigrationOutcome.Occupied _,
            MigrationOutcome.Interrupted _ ->
            !isFinal;
        case MigrationOutcome.UpToDate _,
            MigrationOutcome.OutOfTime _,
            MigrationOutcome.ScriptFailed _,
            MigrationOutcome.HistoryContradicted _,
            MigrationOutcome.UserRefused _ ->
            false;
      };
    }

    private MigrationOutcome unreached(SQLException e) {
      isFinal = e instanceof SQLNonTransientException;
      Duration tried = Duration.between(start, clock.instant());
      SQLException cause = innermost(e);
      String state = state(cause);
      return state.startsWith("28")
          ? new MigrationOutcome.LogInRefused(tried, state)
          : new MigrationOutcome.Unreachable(tried, state);
    }

    private MigrationOutcome guarded(Connection guard) {
      try {
        if (number(guard, Sql.LOCK_MIGRATION).orElse(0L) != 1) {
          return new MigrationOutcome.Occupied("another migration");
        }
      } catch (SQLException e) {
        return interrupted(e);
      }
      try {
        return migrated(guard);
      } finally {
        unlock(guard);
      }
    }

    private MigrationOutcome migrated(Connection guard) {
      try {
        // The server goes on with a statement whose client has gone.
        Optional<Long> running = number(guard, Sql.OWN_STATEMENTS);
        if (running.isPresent()) {
          return new MigrationOutcome.Occupied(
              "an earlier migration's statement, for " + running.get() + " s");
        }
        Flyway flyway = flyway();
        if (number(guard, Sql.HAS_HISTORY).orElse(0L) > 0) {
          // A script that failed is run again, as one that ended without leaving a word is.
          int failed = execute(guard, Sql.FORGET_FAILED_SCRIPTS.text());
          if (failed > 0) {
            LOG.info("A script that had failed is run again");
          }
          adopt(guard, flyway);
        }
        scripts = flyway.migrate().migrationsExecuted;
      } catch (FlywayMigrateException e) {
        return failed(e);
      } catch (FlywayValidateException e) {
        return new MigrationOutcome.HistoryContradicted(firstDetail(e));
      } catch (FlywayException e) {
        SQLException cause = sqlCause(e).orElseThrow(() -> e);
        return interrupted(cause);
      } catch (SQLException e) {
        return interrupted(e);
      }
      return withUser(guard);
    }

    private MigrationOutcome withUser(Connection guard) {
      try {
        execute(guard, Sql.CREATE_USER.text(), password);
        execute(guard, Sql.SET_PASSWORD.text(), password);
        execute(guard, Sql.GRANT_ROWS.on(pattern(guard.getCatalog())));
        return new MigrationOutcome.UpToDate(scripts);
      } catch (SQLException e) {
        return DatabaseErrors.of(e) == DatabaseErrors.UNAVAILABLE
            ? interrupted(e)
            : new MigrationOutcome.UserRefused(state(e));
      }
    }

    private MigrationOutcome failed(FlywayMigrateException e) {
      String script = e.getMigration().getScript();
      SQLException cause = sqlCause(e).orElseThrow(() -> e);
      if (isOutOfTime(cause)) {
        return new MigrationOutcome.OutOfTime(script);
      }
      return switch (DatabaseErrors.of(cause)) {
        case UNAVAILABLE -> new MigrationOutcome.Interrupted(script, state(cause));
        case BUSY, LOCKED ->
            new MigrationOutcome.Occupied(
                "a connection that uses a table that " + script + " changes");
        case DUPLICATE_KEY, CHECK_VIOLATED, UNEXPECTED ->
            new MigrationOutcome.ScriptFailed(
                script, e.getLineNumber(), state(cause), cause.getErrorCode());
      };
    }

    private MigrationOutcome interrupted(SQLException e) {
      return isOutOfTime(e)
          ? new MigrationOutcome.OutOfTime(AROUND)
          : new MigrationOutcome.Interrupted(AROUND, state(innermost(e)));
    }
  }

  /**
   * Returns whether a wait was cut short because the invocation ends, and not because the database
   * is slow.
   */
  private boolean isOutOfTime(SQLException e) {
    return e instanceof SQLTimeoutException
        || (DatabaseErrors.of(e) == DatabaseErrors.UNAVAILABLE
            && left.get().compareTo(FIRST_PAUSE) < 0);
  }

  private Flyway flyway() {
    return Flyway.configure(Migration.class.getClassLoader())
        .dataSource(owner)
        .initSql(SHORT_LOCK_WAITS)
        .locations("classpath:db/migration")
        .validateMigrationNaming(true)
        .load();
  }

  private static void adopt(Connection guard, Flyway flyway) throws SQLException {
    for (MigrationInfo applied : flyway.info().applied()) {
      Integer made = applied.getResolvedChecksum();
      if (applied.getVersion() != null
          && applied.getVersion().getVersion().equals(FORMER.version())
          && made != null) {
        execute(
            guard,
            Sql.ADOPT_SCRIPT.text(),
            made.toString(),
            FORMER.version(),
            Integer.toString(FORMER.checksum()));
      }
    }
  }

  private static void unlock(Connection guard) {
    try {
      number(guard, Sql.UNLOCK_MIGRATION);
    } catch (SQLException e) {
      LOG.debug("the lock goes with its connection", e);
    }
  }

  private static Optional<Long> number(Connection connection, Sql sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql.text());
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty();
    }
  }

  // The driver puts the values into the text, as neither engine takes parameters for users.
  private static int execute(Connection connection, String sql, String... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }

  private static Optional<SQLException> sqlCause(FlywayException e) {
    return causes(e).stream()
        .filter(SQLException.class::isInstance)
        .map(SQLException.class::cast)
        .findFirst();
  }

  /** Returns the innermost cause: a pool's own time-out says nothing about what it wraps. */
  private static SQLException innermost(SQLException e) {
    return causes(e).stream()
        .filter(SQLException.class::isInstance)
        .map(SQLException.class::cast)
        .reduce(e, (outer, inner) -> inner.getSQLState() == null ? outer : inner);
  }

  private static List<Throwable> causes(Throwable e) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable cause = e; cause != null && !causes.contains(cause); cause = cause.getCause()) {
      causes.add(cause);
    }
    return causes;
  }

  private static String state(SQLException e) {
    return e.getSQLState() == null ? "unknown" : e.getSQLState();
  }

  /** Returns the first line with a detail; Flyway's first line is always the same. */
  private static String firstDetail(FlywayValidateException e) {
    return String.valueOf(e.getMessage())
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .limit(2)
        .reduce((title, detail) -> detail)
        .orElse("");
  }

  /** Returns a database's name as a pattern that matches only itself. */
  private static String pattern(String name) {
    if (!name.matches("[A-Za-z0-9_]+")) {
      throw new IllegalArgumentException("not the name of a database: " + name);
    }
    return name.replace("_", "\\_");
  }
}
