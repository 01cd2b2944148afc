package io.gamekeeper.payment.database;

import io.gamekeeper.contract.DatabaseEnvironment;
import java.util.Collections;

/**
 * Every SQL statement, except those of the migrations. They are the same for MySQL and MariaDB; a
 * test parses each and refuses what only one of the two knows. Braces hold what is repeated for
 * each row or value.
 *
 * <p>Assignments of an {@code UPDATE} are evaluated from left to right on both engines; where one
 * needs another column's old value, it comes first.
 */
enum Sql {
  INSERT_PURCHASE(
      """
      INSERT INTO purchases (
        id, player, idempotency_key, fingerprint, trace_id, state, version, unpublished, sku, quantity,
        store, currency, price, transaction_id, handle, product, paid_at, limit_period, created_at,
        granted_at, acknowledged_at, attempts, next_attempt_at, test)
      VALUES (?, ?, ?, ?, ?, 'executing', 0, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)
      """),
  INSERT_KEPT_PURCHASE(
      """
      INSERT INTO purchases (
        id, player, idempotency_key, fingerprint, trace_id, state, version, unpublished, sku, quantity,
        store, currency, price, receipt, created_at, attempts, next_attempt_at)
      SELECT ?, ?, ?, ?, ?, 'preparing', 0, 0, ?, ?, ?, ?, ?, ?, ?, 0, ?
      FROM DUAL
      WHERE (SELECT COUNT(*) FROM purchases WHERE player = ? AND state = 'preparing') < ?
      """),
  COMPLETE_PURCHASE(
      """
      UPDATE purchases
      SET state = 'executing', unpublished = 1, quantity = ?, currency = ?, price = ?, receipt = NULL,
        transaction_id = ?, handle = ?, product = ?, paid_at = ?, limit_period = ?, granted_at = ?,
        attempts = 0, next_attempt_at = ?, test = ?
      WHERE id = ? AND state = 'preparing'
      """),
  REFUSE_PURCHASE(
      """
      UPDATE purchases
      SET state = 'refused', refusal = ?, next_attempt_at = NULL
      WHERE id = ? AND state = 'preparing'
      """),
  FORGET_PURCHASE("DELETE FROM purchases WHERE id = ? AND state = 'preparing'"),
  ACKNOWLEDGE_PURCHASE(
      """
      UPDATE purchases
      SET state = CASE WHEN state = 'executing' AND unpublished = 0 THEN 'committed' ELSE state END,
        acknowledged_at = ?, next_attempt_at = NULL
      WHERE id = ? AND acknowledged_at IS NULL AND granted_at IS NOT NULL
      """),
  CHANGE_PURCHASE(
      """
      UPDATE purchases
      SET state = ?, version = ?, refunded_part = ?, refunded_of = ?, unpublished = unpublished + 1,
        judged_at = ?, next_attempt_at = ?
      WHERE id = ?
      """),
  JUDGE_PURCHASE("UPDATE purchases SET judged_at = ? WHERE id = ?"),
  CLAIM_PURCHASE(
      """
      UPDATE purchases
      SET attempts = attempts + 1, next_attempt_at = ?
      WHERE id = ? AND next_attempt_at = ?
      """),
  EVENTS_PUBLISHED(
      """
      UPDATE purchases
      SET state = CASE
          WHEN unpublished > ? THEN state
          WHEN state = 'compensating' THEN 'compensated'
          WHEN state = 'executing' AND acknowledged_at IS NOT NULL THEN 'committed'
          ELSE state END,
        unpublished = unpublished - ?
      WHERE id IN ({?})
      """),
  FIND_BY_KEY(selectPurchases("WHERE player = ? AND idempotency_key = ?")),
  FIND_BY_TRANSACTION(selectPurchases("WHERE store = ? AND transaction_id = ?")),
  LOCK_BY_TRANSACTION(selectPurchases("WHERE store = ? AND transaction_id = ? FOR UPDATE")),
  /**
   * The most overdue of each player first, then the second of each: nobody waits behind a player
   * who has many.
   */
  FIND_DUE(
      """
      SELECT %s
      FROM (
        SELECT id AS due_id, ROW_NUMBER() OVER (PARTITION BY player ORDER BY next_attempt_at) AS turn
        FROM purchases
        WHERE next_attempt_at <= ?) due
      JOIN purchases ON id = due_id
      ORDER BY turn, next_attempt_at
      LIMIT ?
      """
          .formatted(PurchaseRow.COLUMNS)),
  OLDEST_UNFINISHED(
      """
      SELECT MIN(created_at) FROM purchases WHERE state IN ('preparing', 'executing', 'compensating')
      """),
  COUNT_KEPT("SELECT COUNT(*) FROM purchases WHERE state = 'preparing'"),
  DROP_OLD_RECEIPTS(
      """
      UPDATE purchases
      SET receipt = NULL
      WHERE state = 'refused' AND created_at < ? AND receipt IS NOT NULL
      LIMIT ?
      """),
  DELETE_OLD_REFUSALS(
      "DELETE FROM purchases WHERE state = 'refused' AND created_at < ? ORDER BY created_at LIMIT ?"),

  COUNT_REFUSING(
      """
      INSERT INTO limits (player, sku, period, bought, most)
      VALUES (?, ?, ?, ?, ?)
      ON DUPLICATE KEY UPDATE most = VALUES(most), bought = bought + VALUES(bought)
      """),
  COUNT_RAISING(
      """
      INSERT INTO limits (player, sku, period, bought, most)
      VALUES (?, ?, ?, ?, ?)
      ON DUPLICATE KEY UPDATE
        most = GREATEST(VALUES(most), bought + VALUES(bought)), bought = bought + VALUES(bought)
      """),

  COUNT_TEST(
      """
      INSERT INTO test_days (day, granted, most)
      VALUES (?, 1, ?)
      ON DUPLICATE KEY UPDATE most = VALUES(most), granted = granted + 1
      """),

  PAY(
      """
      UPDATE wallets SET balance = balance - ? WHERE player = ? AND currency = ? AND balance >= ?
      """),
  CREDIT(
      """
      INSERT INTO wallets (player, currency, balance, owed)
      VALUES {(?, ?, ?, 0)}
      ON DUPLICATE KEY UPDATE
        balance = balance + VALUES(balance) - LEAST(owed, VALUES(balance)),
        owed = owed - LEAST(owed, VALUES(balance))
      """),
  TAKE_CREDIT_BACK(
      """
      UPDATE wallets
      SET owed = owed + GREATEST(? - balance, 0), balance = GREATEST(balance - ?, 0)
      WHERE player = ? AND currency = ?
      """),
  ADD_ITEMS(
      """
      INSERT INTO inventory (player, item, quantity, owed)
      VALUES {(?, ?, ?, 0)}
      ON DUPLICATE KEY UPDATE
        quantity = quantity + VALUES(quantity) - LEAST(owed, VALUES(quantity)),
        owed = owed - LEAST(owed, VALUES(quantity))
      """),
  TAKE_ITEMS_BACK(
      """
      UPDATE inventory
      SET owed = owed + GREATEST(? - quantity, 0), quantity = GREATEST(quantity - ?, 0)
      WHERE player = ? AND item = ?
      """),
  FIND_INVENTORY(
      """
      SELECT 0 AS kind, currency AS name, balance AS amount, owed FROM wallets
      WHERE player = ? AND (balance > 0 OR owed > 0)
      UNION ALL
      SELECT 1 AS kind, item AS name, quantity AS amount, owed FROM inventory
      WHERE player = ? AND (quantity > 0 OR owed > 0)
      ORDER BY kind, name
      """),
  LOCK_WALLETS(
      """
      SELECT currency, balance, owed FROM wallets
      WHERE player = ? AND currency IN ({?})
      ORDER BY currency
      FOR UPDATE
      """),
  LOCK_ITEMS(
      """
      SELECT item, quantity, owed FROM inventory
      WHERE player = ? AND item IN ({?})
      ORDER BY item
      FOR UPDATE
      """),

  INSERT_POSTING(
      """
      INSERT INTO ledger (purchase_id, version, line, account, asset, amount, at)
      VALUES {(?, ?, ?, ?, ?, ?, ?)}
      """),
  FIND_GRANT(
      """
      SELECT account, asset, amount FROM ledger WHERE purchase_id = ? AND version = 0 ORDER BY line
      """),
  FIND_FORGIVEN(
      """
      SELECT asset, -SUM(amount) FROM ledger
      WHERE purchase_id = ? AND account = ?
      GROUP BY asset
      ORDER BY asset
      """),

  INSERT_EVENT(
      """
      INSERT INTO outbox (
        purchase_id, version, event, at, trace_id, player, sku, quantity, store, currency, price,
        test, refunded_part, refunded_of)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """),
  LOCK_UNPUBLISHED(
      """
      SELECT
        seq, purchase_id, version, event, at, trace_id, player, sku, quantity, store, currency, price,
        test, refunded_part, refunded_of
      FROM outbox
      WHERE published_at IS NULL
      ORDER BY seq
      LIMIT ?
      FOR UPDATE SKIP LOCKED
      """),
  MARK_PUBLISHED("UPDATE outbox SET published_at = ? WHERE seq IN ({?})"),
  OLDEST_UNPUBLISHED(
      "SELECT at FROM outbox WHERE published_at IS NULL ORDER BY published_at, seq LIMIT 1"),
  DELETE_OLD_EVENTS("DELETE FROM outbox WHERE published_at < ? ORDER BY published_at LIMIT ?"),

  INSERT_NOTICE(
      """
      INSERT INTO notices (
        store, notice_id, kind, meaning, refunded_part, refunded_of, transaction_id, sent_at, decided_at,
        raw, kept_at, applied_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """),
  NOTICE_APPLIED(
      """
      UPDATE notices SET applied_at = ? WHERE store = ? AND notice_id = ? AND applied_at IS NULL
      """),
  /**
   * Among notices of one instant, a reinstatement counts before a refund, and a larger refund
   * before a smaller one.
   */
  LAST_NOTICE_OF_TRANSACTION(
      """
      SELECT meaning, refunded_part, refunded_of, decided_at
      FROM notices
      WHERE store = ? AND transaction_id = ?
      ORDER BY decided_at DESC,
        CASE meaning WHEN 'reinstated' THEN 0 WHEN 'taken-back' THEN 1 ELSE 2 END,
        refunded_part * 10000000000 / refunded_of DESC
      LIMIT 1
      """),
  APPLICABLE_NOTICES(
      """
      SELECT n.store, n.notice_id, n.kind, n.meaning, n.refunded_part, n.refunded_of, n.decided_at,
        n.transaction_id, n.sent_at
      FROM notices n JOIN purchases p ON p.store = n.store AND p.transaction_id = n.transaction_id
      WHERE n.applied_at IS NULL
      ORDER BY n.decided_at
      LIMIT ?
      """),
  INSERT_COMPENSATION(
      """
      INSERT INTO compensations (compensation_id, version, purchase_id, notice_id, at)
      VALUES (?, ?, ?, ?, ?)
      """),
  FIND_WATERMARK("SELECT at FROM watermarks WHERE store = ?"),
  MOVE_WATERMARK(
      """
      INSERT INTO watermarks (store, at) VALUES (?, ?)
      ON DUPLICATE KEY UPDATE at = GREATEST(at, VALUES(at))
      """),

  AUDIT_POSTINGS(
      """
      SELECT account, asset, SUM(amount)
      FROM ledger
      WHERE account LIKE 'player:%' AND account >= ? AND (account > ? OR asset > ?)
      GROUP BY account, asset
      ORDER BY account, asset
      LIMIT ?
      """),
  AUDIT_WALLETS(
      """
      SELECT player, currency, balance - owed
      FROM wallets
      WHERE player >= ? AND (player > ? OR currency > ?)
      ORDER BY player, currency
      LIMIT ?
      """),
  AUDIT_INVENTORY(
      """
      SELECT player, item, quantity - owed
      FROM inventory
      WHERE player >= ? AND (player > ? OR item > ?)
      ORDER BY player, item
      LIMIT ?
      """),
  AUDIT_PURCHASES(
      """
      SELECT p.id, p.player, p.state, p.version, p.granted_at, p.unpublished,
        (SELECT COUNT(*) FROM outbox o WHERE o.purchase_id = p.id),
        (SELECT COUNT(*) FROM outbox o WHERE o.purchase_id = p.id AND o.published_at IS NULL),
        (SELECT COUNT(*) FROM compensations c WHERE c.purchase_id = p.id),
        p.limit_period,
        (SELECT l.bought FROM limits l
          WHERE l.player = p.player AND l.sku = p.sku AND l.period = p.limit_period),
        p.refunded_part, p.refunded_of, p.test
      FROM purchases p
      WHERE p.id > ?
      ORDER BY p.id
      LIMIT ?
      """),
  AUDIT_POSTINGS_OF_PURCHASES(
      """
      SELECT l.purchase_id, l.version, l.asset, SUM(l.amount),
        SUM(CASE WHEN l.account IN (CONCAT('player:', p.player), 'forgiven') THEN l.amount ELSE 0 END),
        SUM(CASE WHEN l.account = 'revenue' THEN l.amount ELSE 0 END)
      FROM ledger l JOIN purchases p ON p.id = l.purchase_id
      WHERE l.purchase_id > ? AND l.purchase_id <= ?
      GROUP BY l.purchase_id, l.version, l.asset
      ORDER BY l.purchase_id, l.version, l.asset
      """),
  AUDIT_LIMITS(
      """
      SELECT l.player, l.sku, l.period, l.bought,
        (SELECT COALESCE(SUM(p.quantity), 0) FROM purchases p
          WHERE p.player = l.player AND p.sku = l.sku AND p.limit_period = l.period
            AND p.granted_at IS NOT NULL)
      FROM limits l
      WHERE l.player >= ? AND (l.player > ? OR l.sku > ? OR (l.sku = ? AND l.period > ?))
      ORDER BY l.player, l.sku, l.period
      LIMIT ?
      """),

  EXPORT_PURCHASES(
      """
      SELECT id, idempotency_key, sku, quantity, store, currency, price, state, transaction_id, created_at
      FROM purchases
      WHERE player = ? AND id > ?
      ORDER BY id
      LIMIT ?
      """),
  EXPORT_LEDGER(
      """
      SELECT version, account, asset, amount, at
      FROM ledger
      WHERE purchase_id = ?
      ORDER BY version, line
      """),
  FIND_ERASURE("SELECT at FROM erasures WHERE id = ?"),
  INSERT_ERASURE("INSERT INTO erasures (id, at) VALUES (?, ?)"),
  LOCK_PURCHASES_OF("SELECT state FROM purchases WHERE player = ? FOR UPDATE"),
  /** What a store told names the player by the account that the game gave it. */
  ERASE_FROM_NOTICES(
      """
      UPDATE notices n JOIN purchases p ON p.store = n.store AND p.transaction_id = n.transaction_id
      SET n.raw = ''
      WHERE p.player = ?
      """),
  ERASE_FROM_OUTBOX(
      """
      UPDATE outbox o JOIN purchases p ON p.id = o.purchase_id
      SET o.player = ?
      WHERE p.player = ?
      """),
  ERASE_FROM_LEDGER("UPDATE ledger SET account = ? WHERE account = ?"),
  ERASE_FROM_WALLETS("UPDATE wallets SET player = ? WHERE player = ?"),
  ERASE_FROM_INVENTORY("UPDATE inventory SET player = ? WHERE player = ?"),
  ERASE_FROM_LIMITS("UPDATE limits SET player = ? WHERE player = ?"),
  ERASE_FROM_PURCHASES(
      """
      UPDATE purchases
      SET player = ?, idempotency_key = id,
        receipt = CASE WHEN state = 'refused' THEN NULL ELSE receipt END
      WHERE player = ?
      """),

  // By the owner, when the tables are brought up to date.
  LOCK_MIGRATION("SELECT GET_LOCK(CONCAT('gamekeeper migration of ', DATABASE()), 0)"),
  UNLOCK_MIGRATION("SELECT RELEASE_LOCK(CONCAT('gamekeeper migration of ', DATABASE()))"),
  /** The statements that the server runs for this user in this database, except this one. */
  OWN_STATEMENTS(
      """
      SELECT p.time
      FROM information_schema.processlist p
      WHERE p.db = DATABASE() AND p.user = SUBSTRING_INDEX(CURRENT_USER(), '@', 1)
        AND p.id <> CONNECTION_ID() AND p.command IN ('Query', 'Execute')
      """),
  HAS_HISTORY(
      """
      SELECT COUNT(*) FROM information_schema.tables
      WHERE table_schema = DATABASE() AND table_name = 'flyway_schema_history'
      """),
  FORGET_FAILED_SCRIPTS("DELETE FROM flyway_schema_history WHERE success = 0"),
  ADOPT_SCRIPT("UPDATE flyway_schema_history SET checksum = ? WHERE version = ? AND checksum = ?"),
  CREATE_USER("CREATE USER IF NOT EXISTS " + Sql.USER + " IDENTIFIED BY ?"),
  SET_PASSWORD("ALTER USER " + Sql.USER + " IDENTIFIED BY ?"),
  GRANT_ROWS("GRANT SELECT, INSERT, UPDATE, DELETE ON `%s`.* TO " + Sql.USER);

  private static final String USER = "'" + DatabaseEnvironment.PAYMENTS_USER + "'@'%'";

  private final String text;

  Sql(String text) {
    this.text = text;
  }

  /** Returns the statement for one row or value. */
  String text() {
    return times(1);
  }

  /** Returns the statement for a database whose name is a pattern. */
  String on(String database) {
    return text.replace("%s", database);
  }

  /** Returns the statement with the part in braces repeated. */
  String times(int count) {
    int start = text.indexOf('{');
    if (start < 0) {
      return text;
    }
    int end = text.indexOf('}', start);
    String repeated = String.join(", ", Collections.nCopies(count, text.substring(start + 1, end)));
    return text.substring(0, start) + repeated + text.substring(end + 1);
  }

  private static String selectPurchases(String which) {
    return "SELECT " + PurchaseRow.COLUMNS + " FROM purchases " + which;
  }
}
