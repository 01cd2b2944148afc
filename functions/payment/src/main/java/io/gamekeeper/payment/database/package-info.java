/**
 * The payment domain's ports on MySQL 8.4, and on MariaDB 11.4, which the local stage runs. All SQL
 * is in {@link io.gamekeeper.payment.database.Sql}, except for the tables, which are in {@code
 * db/migration}.
 *
 * <p>Transactions read what is committed and lock in this order: outbox (the relay only),
 * purchases, limits, test_days, wallets by currency, inventory by item, ledger, compensations, new
 * outbox rows, notices.
 *
 * <p>MySQL does not roll a change of tables back. A migration may end anywhere – the function's
 * time is up, the database fails over –, and is then run again from the start of the script that
 * had not ended. So each script can be repeated: {@code CREATE TABLE IF NOT EXISTS}, rows by {@code
 * INSERT … ON DUPLICATE KEY UPDATE}, and what the engines know no such form of – {@code ALTER
 * TABLE} – only if {@code information_schema} says that it is still to be done:
 *
 * <pre>
 * SET @change = IF((SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE()
 *     AND table_name = 'purchases' AND column_name = 'gift') = 0,
 *   'ALTER TABLE purchases ADD COLUMN gift BOOLEAN NOT NULL DEFAULT FALSE', 'DO 0');
 * PREPARE change_once FROM @change;
 * EXECUTE change_once;
 * </pre>
 *
 * <p>A test ends each script after each of its statements, runs the migration again, and compares
 * the tables.
 */
@NullMarked
package io.gamekeeper.payment.database;

import org.jspecify.annotations.NullMarked;
