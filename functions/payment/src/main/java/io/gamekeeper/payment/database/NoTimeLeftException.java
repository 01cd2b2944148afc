package io.gamekeeper.payment.database;

import java.sql.SQLTimeoutException;

/**
 * Thrown if the database was not asked because the caller's time is up. It says nothing about the
 * database.
 */
public final class NoTimeLeftException extends SQLTimeoutException {
  public NoTimeLeftException() {
    super("no time is left for the database");
  }
}
