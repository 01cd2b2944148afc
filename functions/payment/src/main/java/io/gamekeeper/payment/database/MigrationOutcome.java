package io.gamekeeper.payment.database;

import java.time.Duration;

/** What a {@linkplain Migration migration} came to. */
public sealed interface MigrationOutcome {

  /**
   * Tables and users are as the functions expect them.
   *
   * @param scripts how many were run for it
   */
  record UpToDate(int scripts) implements MigrationOutcome {}

  /**
   * No connection was got.
   *
   * @param tried for how long
   * @param state the standard's SQL state of the last attempt, as in the following
   */
  record Unreachable(Duration tried, String state) implements MigrationOutcome {}

  /** The database or its proxy does not let the owner in. */
  record LogInRefused(Duration tried, String state) implements MigrationOutcome {}

  /** Something else is at work on the tables; two migrations never run at once. */
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

  /** What has run is not what the scripts say. */
  record HistoryContradicted(String detail) implements MigrationOutcome {}

  /** The tables are up to date; the user of the functions cannot be changed. */
  record UserRefused(String state) implements MigrationOutcome {}
}
