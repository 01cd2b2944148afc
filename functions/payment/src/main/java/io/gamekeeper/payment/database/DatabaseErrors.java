package io.gamekeeper.payment.database;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientConnectionException;

/** The meanings of errors of MySQL and MariaDB; the only place that knows their numbers. */
enum DatabaseErrors {
  /** A row with that unique key exists. */
  DUPLICATE_KEY,
  /** A CHECK constraint refused the row. */
  CHECK_VIOLATED,
  /** Another transaction was in the way; a repetition may work at once. */
  BUSY,
  /** Another transaction holds a lock, and the wait for it has timed out. */
  LOCKED,
  /** The database cannot be reached, cannot write, or gave up in time. */
  UNAVAILABLE,
  /** Anything else: a mistake of ours. */
  UNEXPECTED;

  private static final int DEADLOCK = 1213;

  /** Returns the meaning of an error. */
  static DatabaseErrors of(SQLException error) {
    return switch (error.getErrorCode()) {
      case 1062 -> DUPLICATE_KEY;
      case 3819, // MySQL
          4025 -> // MariaDB
          CHECK_VIOLATED;
      case DEADLOCK, 3572 -> // NOWAIT would wait
          BUSY;
      case 1205 -> // lock wait timeout
          LOCKED;
      case 3, // writing a file failed, as on a full disk
          20, // the disk is full
          1021, // the disk is full
          1026, // writing a file failed
          1030, // the storage engine failed, as with error 28: no space left
          1037, // out of memory
          1040, // too many connections
          1041, // out of memory
          1053, // server shuts down
          1114, // no space left for a table
          1152, // connection aborted
          1158, // reading from the network failed
          1159, // reading from the network timed out
          1160, // writing to the network failed
          1161, // writing to the network timed out
          1184, // connection aborted before log-in
          1203, // too many connections of this user
          1226, // the user's resources are used up
          1290, // read-only by an option, as on a replica
          1317, // statement interrupted
          1598, // the binary log cannot be written
          1792, // read-only transaction
          1836, // read-only server
          1927, // MariaDB: connection killed
          1969, // MariaDB: statement took too long
          2006, // server has gone away
          2013, // connection lost during a statement
          3024, // MySQL: statement took too long
          3169, // MySQL: session killed
          4031 -> // MySQL: client was silent for too long
          UNAVAILABLE;
      default -> isOfTheConnection(error) ? UNAVAILABLE : UNEXPECTED;
    };
  }

  /** Returns an error that counts as {@link #BUSY}. */
  static SQLException busy(String message) {
    return new SQLTransactionRollbackException(message, "40001", DEADLOCK);
  }

  private static boolean isOfTheConnection(SQLException error) {
    String state = error.getSQLState();
    return (state != null && state.startsWith("08"))
        || error instanceof SQLTimeoutException
        || error instanceof SQLTransientConnectionException
        || error instanceof SQLRecoverableException;
  }
}
