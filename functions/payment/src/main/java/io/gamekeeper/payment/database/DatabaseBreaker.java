package io.gamekeeper.payment.database;

import io.gamekeeper.payment.LedgerUnavailableException;
import io.gamekeeper.platform.Breaker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one instance of a function from a database that does not answer: whoever comes is refused
 * at once, instead of holding the instance for all time-outs. There are two breakers:
 *
 * <ul>
 *   <li>Nobody is let through after one connection that could not be had. Once per pause a caller
 *       asks for a connection that must come quickly, and goes on if it does.
 *   <li>Nobody writes after two writes in a row that failed on open connections, as while the disk
 *       is full or a replica is promoted. Once per pause a caller may write.
 * </ul>
 */
public final class DatabaseBreaker {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseBreaker.class);

  /** So soon the database is used again after it is back. */
  public static final Duration PAUSE = Duration.ofSeconds(2);

  private static final int FAILED_WRITES = 2;

  private final Breaker reaching;
  private final Breaker writing;
  private final DataSource probe;

  /**
   * A breaker before a database.
   *
   * @param probe the same database, which gives up soon
   */
  public DatabaseBreaker(InstantSource clock, DataSource probe) {
    this(new Breaker(clock, 1, PAUSE), new Breaker(clock, FAILED_WRITES, PAUSE), probe);
  }

  private DatabaseBreaker(Breaker reaching, Breaker writing, DataSource probe) {
    this.reaching = reaching;
    this.writing = writing;
    this.probe = probe;
  }

  /** Lets everybody through, for work that nobody waits for. */
  static DatabaseBreaker open(DataSource source) {
    // A breaker that never refuses asks for no time.
    Breaker never = new Breaker(InstantSource.fixed(Instant.EPOCH), Integer.MAX_VALUE, PAUSE);
    return new DatabaseBreaker(never, never, source);
  }

  /**
   * Lets a caller through.
   *
   * @throws LedgerUnavailableException if the database failed just before
   */
  void admit(boolean writes) {
    if (!reaching.allows() && !(reaching.allowsProbe() && isReached())) {
      throw new LedgerUnavailableException(
          "not asked, as it could not be reached just before", null);
    }
    if (writes && !writing.allows() && !writing.allowsProbe()) {
      throw new LedgerUnavailableException("not asked, as writing failed just before", null);
    }
  }

  /** No connection could be had. */
  void notReached() {
    if (reaching.allows()) {
      LOG.warn("The database cannot be reached: nobody asks it for {}", PAUSE);
    }
    reaching.failed();
  }

  /** The work was done, or failed for another reason than the database's state. */
  void succeeded(boolean writes) {
    reaching.succeeded();
    if (writes) {
      writing.succeeded();
    }
  }

  /** The connection was lost amid the work, or the database cannot do it now. */
  void failed(boolean writes) {
    if (writes) {
      writing.failed();
    } else {
      reaching.failed();
    }
  }

  private boolean isReached() {
    try (Connection _ = probe.getConnection()) {
      reaching.succeeded();
      LOG.info("The database is reached again");
      return true;
    } catch (SQLException e) {
      reaching.failed();
      return false;
    }
  }
}
