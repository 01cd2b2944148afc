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
 * A circuit breaker between one instance of a function and a database that does not answer: a
 * request is refused at once instead of holding the instance until every time-out has passed. There
 * are two breakers:
 *
 * <ul>
 *   <li>After one connection that could not be had, no caller is let through. Once per pause a
 *       caller asks for a connection that must come quickly, and goes on if it does.
 *   <li>After two writes in a row that failed on open connections, as while the disk is full or a
 *       replica is promoted, no caller writes. Once per pause a caller may write.
 * </ul>
 */
public final class DatabaseBreaker {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseBreaker.class);

  /** The longest time until the database is used again after it is back. */
  public static final Duration PAUSE = Duration.ofSeconds(2);

  private static final int FAILED_WRITES = 2;

  private final Breaker reaching;
  private final Breaker writing;
  private final DataSource probe;

  /**
   * Creates a breaker before a database.
   *
   * @param probe the same database with short time-outs
   */
  public DatabaseBreaker(InstantSource clock, DataSource probe) {
    this(new Breaker(clock, 1, PAUSE), new Breaker(clock, FAILED_WRITES, PAUSE), probe);
  }

  private DatabaseBreaker(Breaker reaching, Breaker writing, DataSource probe) {
    this.reaching = reaching;
    this.writing = writing;
    this.probe = probe;
  }

  /** Returns a breaker that lets every caller through, for work that nobody waits for. */
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
          "not asked, because it could not be reached just before", null);
    }
    if (writes && !writing.allows() && !writing.allowsProbe()) {
      throw new LedgerUnavailableException("not asked, because a write failed just before", null);
    }
  }

  /** Notes that no connection could be had. */
  void notReached() {
    if (reaching.allows()) {
      LOG.warn("The database cannot be reached: no connections for {}", PAUSE);
    }
    reaching.failed();
  }

  /** Notes that the work was done, or failed for another reason than the database's state. */
  void succeeded(boolean writes) {
    reaching.succeeded();
    if (writes) {
      writing.succeeded();
    }
  }

  /** Notes that the connection was lost during the work, or that the database cannot do it now. */
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
      LOG.info("The database can be reached again");
      return true;
    } catch (SQLException e) {
      reaching.failed();
      return false;
    }
  }
}
