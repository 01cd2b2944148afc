package io.gamekeeper.payment.database;

import io.gamekeeper.payment.LedgerUnavailableException;
import io.gamekeeper.payment.OutcomeUnknownException;
import io.gamekeeper.platform.Waiting;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs work on a connection. Work that another transaction hindered is repeated a few times with
 * jitter; after a lost connection it is tried once again unless that could do something twice. A
 * connection that cannot be had is not asked for again: the caller repeats the request.
 */
final class Transactions {
  private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
  private static final int ATTEMPTS = 6;

  /**
   * The attempts at a lock; each waits as long as the server allows ({@code
   * innodb_lock_wait_timeout}).
   */
  static final int ATTEMPTS_AT_A_LOCK = 2;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);

  private final DataSource source;
  private final DatabaseBreaker breaker;
  private final Waiting waiting;
  private final RandomGenerator random;

  Transactions(
      DataSource source, DatabaseBreaker breaker, Waiting waiting, RandomGenerator random) {
    this.source = source;
    this.breaker = breaker;
    this.waiting = waiting;
    this.random = random;
  }

  /** Work on a connection; it may be called several times. */
  interface Work<T> {
    T in(Session session) throws SQLException;
  }

  /**
   * Reads; each statement sees what is committed when it runs.
   *
   * @throws LedgerUnavailableException if the database cannot be reached
   */
  <T> T read(Work<T> work) {
    return repeated(false, connection -> work.in(new Session(connection)));
  }

  /**
   * Writes by one statement.
   *
   * @throws LedgerUnavailableException if nothing was written
   * @throws OutcomeUnknownException if the connection was lost meanwhile
   */
  <T> T writeAlone(Work<T> work) {
    return repeated(
        true,
        connection -> {
          try {
            return work.in(new Session(connection));
          } catch (NoTimeLeftException e) {
            throw e; // nothing was sent
          } catch (SQLException e) {
            if (DatabaseErrors.of(e) == DatabaseErrors.UNAVAILABLE) {
              throw new OutcomeUnknownException("the connection was lost", e);
            }
            throw e;
          }
        });
  }

  /**
   * Writes all or nothing. Nothing, if the work throws or {@linkplain Session#abandon abandons}.
   *
   * @throws LedgerUnavailableException if nothing was written
   * @throws OutcomeUnknownException if the connection was lost during the commit
   */
  <T> T write(Work<T> work) {
    return repeated(true, connection -> together(connection, work));
  }

  /**
   * Writes all or nothing, and locks what it looks for where it is not, too: nobody adds to it
   * meanwhile.
   *
   * @throws LedgerUnavailableException if nothing was written
   * @throws OutcomeUnknownException if the connection was lost during the commit
   */
  <T> T writeApart(Work<T> work) {
    return repeated(
        true,
        connection -> {
          connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
          return together(connection, work);
        });
  }

  /**
   * Reads everything as of one moment.
   *
   * @throws LedgerUnavailableException if the database cannot be reached
   */
  <T> T snapshot(Work<T> work) {
    return repeated(
        false,
        connection -> {
          try {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            return work.in(new Session(connection));
          } finally {
            rollBack(connection);
          }
        });
  }

  private static <T> T together(Connection connection, Work<T> work) throws SQLException {
    boolean ended = false;
    try {
      connection.setAutoCommit(false);
      Session session = new Session(connection);
      T result = work.in(session);
      if (!session.isAbandoned()) {
        ended = true;
        commit(connection);
      }
      return result;
    } finally {
      if (!ended) {
        rollBack(connection);
      }
    }
  }

  private static void commit(Connection connection) {
    try {
      connection.commit();
    } catch (SQLException e) {
      throw new OutcomeUnknownException("the connection was lost during the commit", e);
    }
  }

  // A connection that cannot even roll back is lost, and the server rolls back what it left.
  private static void rollBack(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      LOG.debug("not rolled back", e);
    }
  }

  // The work is done; nothing depends on how the connection ends.
  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("not closed", e);
    }
  }

  private interface Attempt<T> {
    T on(Connection connection) throws SQLException;
  }

  private <T> T repeated(boolean writes, Attempt<T> attempt) {
    breaker.admit(writes);
    for (int count = 1; ; count++) {
      Connection connection = connect();
      try {
        T result = attempt.on(connection);
        breaker.succeeded(writes);
        return result;
      } catch (OutcomeUnknownException e) {
        breaker.failed(writes);
        throw e;
      } catch (NoTimeLeftException e) {
        throw unavailable(e);
      } catch (SQLException e) {
        boolean again =
            switch (DatabaseErrors.of(e)) {
              case BUSY -> count < ATTEMPTS;
              case LOCKED -> count < ATTEMPTS_AT_A_LOCK;
              case UNAVAILABLE -> {
                if (count > 1) {
                  breaker.failed(writes);
                }
                yield count == 1;
              }
              case DUPLICATE_KEY, CHECK_VIOLATED, UNEXPECTED ->
                  throw new IllegalStateException("a statement failed", e);
            };
        if (!again) {
          throw unavailable(e);
        }
      } finally {
        close(connection);
      }
      pause(count);
    }
  }

  private Connection connect() {
    try {
      return source.getConnection();
    } catch (NoTimeLeftException e) {
      throw unavailable(e);
    } catch (SQLException e) {
      if (DatabaseErrors.of(e) != DatabaseErrors.UNAVAILABLE) {
        throw new IllegalStateException("the database refuses a connection", e);
      }
      breaker.notReached();
      throw unavailable(e);
    }
  }

  private static LedgerUnavailableException unavailable(SQLException e) {
    return new LedgerUnavailableException("the database does not answer: " + e.getMessage(), e);
  }

  private void pause(int count) {
    try {
      waiting.sleep(Duration.ofMillis(1 + random.nextLong(FIRST_PAUSE.toMillis() << count)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LedgerUnavailableException("interrupted while another transaction was ahead", e);
    }
  }
}
