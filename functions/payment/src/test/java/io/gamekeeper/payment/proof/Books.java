package io.gamekeeper.payment.proof;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the tables say, read without the code that is being proved.
 *
 * @param holdings what each player holds less what is owed, by {@code player asset}; no zeros
 * @param testsGranted how many purchases are marked as tests
 * @param testsCounted how many the days' counters say
 * @param unfinished what still waits to be done: events, attempts, notices that concern somebody
 */
record Books(
    List<Row> purchases,
    Map<String, Long> holdings,
    long testsGranted,
    long testsCounted,
    List<String> unfinished) {

  /** A purchase. */
  record Row(
      String id,
      String player,
      String key,
      String state,
      int version,
      String sku,
      int quantity,
      String store,
      @Nullable String transaction,
      String day) {
    boolean isGranted() {
      return !state.equals("preparing") && !state.equals("refused");
    }

    boolean stands() {
      return state.equals("executing") || state.equals("committed");
    }

    boolean isFinished() {
      return state.equals("committed") || state.equals("compensated") || state.equals("refused");
    }
  }

  private static final String PURCHASES =
      """
      SELECT id, player, idempotency_key, state, version, sku, quantity, store, transaction_id,
        COALESCE(limit_period, '')
      FROM purchases ORDER BY created_at, id
      """;
  private static final String HOLDINGS =
      """
      SELECT CONCAT(player, ' wallet:', currency), balance - owed FROM wallets WHERE balance <> owed
      UNION ALL
      SELECT CONCAT(player, ' item:', item), quantity - owed FROM inventory WHERE quantity <> owed
      """;
  private static final String UNFINISHED =
      """
      SELECT CONCAT('event ', purchase_id, ':', version) FROM outbox WHERE published_at IS NULL
      UNION ALL
      SELECT CONCAT('attempt of ', id) FROM purchases WHERE next_attempt_at IS NOT NULL
      UNION ALL
      SELECT CONCAT(state, ' ', id) FROM purchases
      WHERE state IN ('preparing', 'executing', 'compensating')
      UNION ALL
      SELECT CONCAT('notice ', n.notice_id) FROM notices n
      JOIN purchases p ON p.store = n.store AND p.transaction_id = n.transaction_id
      WHERE n.applied_at IS NULL
      """;

  private static final String TESTS =
      "SELECT (SELECT COUNT(*) FROM purchases WHERE test), (SELECT COALESCE(SUM(granted), 0) FROM test_days)";

  static Books read(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      List<Row> purchases = new ArrayList<>();
      try (ResultSet row = statement.executeQuery(PURCHASES)) {
        while (row.next()) {
          purchases.add(
              new Row(
                  row.getString(1),
                  row.getString(2),
                  row.getString(3),
                  row.getString(4),
                  row.getInt(5),
                  row.getString(6),
                  row.getInt(7),
                  row.getString(8),
                  row.getString(9),
                  row.getString(10)));
        }
      }
      Map<String, Long> holdings = new TreeMap<>();
      try (ResultSet row = statement.executeQuery(HOLDINGS)) {
        while (row.next()) {
          holdings.put(row.getString(1), row.getLong(2));
        }
      }
      List<String> unfinished = new ArrayList<>();
      try (ResultSet row = statement.executeQuery(UNFINISHED)) {
        while (row.next()) {
          unfinished.add(row.getString(1));
        }
      }
      try (ResultSet row = statement.executeQuery(TESTS)) {
        row.next();
        return new Books(
            List.copyOf(purchases),
            holdings,
            row.getLong(1),
            row.getLong(2),
            List.copyOf(unfinished));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
