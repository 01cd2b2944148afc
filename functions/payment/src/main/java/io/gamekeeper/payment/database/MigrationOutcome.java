package io.gamekeeper.payment.database;

import java.time.Duration;

/** The result of a {@linkplain Migration migration}. */
public sealed interface MigrationOutcome {

  /**
   * Tables and users are as the functions expect them.
   *
   * @param scripts how many were run for it
   */
  record UpToDate(int scripts) implements MigrationOutcome {}

  /**
   * No connection could be had.
   *
   * @param tried for how long
   * @param state the standard's SQL state of the last attempt, as in the following
   */
  record Unreachable(Duration tried, String state) implements MigrationOutcome {}

  /** The database or its proxy does not let the owner in. */
  record LogInRefused(Duration tried, String state) implements MigrationOutcome {}

  /** Something else is changing the tables; two migrations never run at once. */
  record Occupied(String by) implements MigrationOutcome {}

  /** The connection was lost, so that nobody knows how far the script got. */
  record Interrupted(String script, String state) implements MigrationOutcome {}

  /** The time was up before the script had ended. */
  record OutOfTime(String script) implements MigrationOutcome {}

  /**
   * The database refused a statement.
   *
   * @param line where it begins in the script
   * @param code the engine's own number of the error
   */
  record ScriptFailed(String script, int line, String state, int code)
      implements MigrationOutcome {}

  /** The scripts that have run differ from the scripts of this version. */
  record HistoryContradicted(String detail) implements MigrationOutcome {}

  /** The tables are up to date; the user of the functions cannot be changed. */
  record UserRefused(String state) implements MigrationOutcome {}
}
