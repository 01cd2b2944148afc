/**
 * The payment domain's ports on MySQL 8.4, and on MariaDB 11.4, which the local stage runs. All SQL
 * is in {@link io.gamekeeper.payment.database.Sql}, except for the tables, which are in {@code
 * db/migration}.
 *
 * <p>Transactions read what is committed and lock in this order: outbox (the relay only),
 * purchases, limits, wallets by currency, inventory by item, ledger, compensations, new outbox
 * rows, notices.
 */
@NullMarked
package io.gamekeeper.payment.database;

import org.jspecify.annotations.NullMarked;
