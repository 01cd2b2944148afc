package io.gamekeeper.payment.lambda;

import io.gamekeeper.contract.PurchaseLogTable;
import io.gamekeeper.platform.erasure.ItemDeletion;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** What the purchase log holds of one player. */
final class PlayersPurchaseLog {
  private static final Map<String, String> NAMES =
      Map.of("#pk", PurchaseLogTable.PARTITION_KEY, "#sk", PurchaseLogTable.SORT_KEY);

  private final DynamoDbClient dynamo;
  private final String table;

  PlayersPurchaseLog(DynamoDbClient dynamo, String table) {
    this.dynamo = dynamo;
    this.table = table;
  }

  /** Some entries as the table holds them; {@code last} is where the next ones begin. */
  record Page(List<Map<String, Object>> entries, Optional<String> last) {
    Page {
      entries = List.copyOf(entries);
    }
  }

  /** Returns a player's entries in the order of time, after that sort key. */
  Page after(String player, String sortKey, int most) {
    QueryResponse page =
        dynamo.query(
            query ->
                query
                    .tableName(table)
                    .consistentRead(true)
                    .limit(most)
                    .keyConditionExpression("#pk = :pk AND #sk > :after")
                    .expressionAttributeNames(NAMES)
                    .expressionAttributeValues(
                        Map.of(
                            ":pk",
                            AttributeValue.fromS(PurchaseLog.partition(player)),
                            ":after",
                            AttributeValue.fromS(sortKey.isEmpty() ? " " : sortKey))));
    return new Page(
        page.items().stream().map(PlayersPurchaseLog::plain).toList(),
        Optional.ofNullable(page.lastEvaluatedKey().get(PurchaseLogTable.SORT_KEY))
            .map(AttributeValue::s));
  }

  private static Map<String, Object> plain(Map<String, AttributeValue> item) {
    Map<String, Object> entry = new TreeMap<>();
    item.forEach(
        (name, value) -> {
          if (!name.equals(PurchaseLogTable.PARTITION_KEY)) {
            entry.put(
                name.equals(PurchaseLogTable.SORT_KEY) ? "entry" : name,
                value.s() != null
                    ? value.s()
                    : value.n() != null ? Double.valueOf(value.n()) : value.bool());
          }
        });
    return entry;
  }

  /** Erases a player's entries up to that time. */
  void erase(String player, Instant upTo) {
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":pk", AttributeValue.fromS(PurchaseLog.partition(player)));
    values.put(":end", AttributeValue.fromS(PurchaseEvent.text(upTo.plusMillis(1))));
    for (QueryResponse page :
        dynamo.queryPaginator(
            query ->
                query
                    .tableName(table)
                    .consistentRead(true)
                    .keyConditionExpression("#pk = :pk AND #sk < :end")
                    .projectionExpression("#pk, #sk")
                    .expressionAttributeNames(NAMES)
                    .expressionAttributeValues(values))) {
      ItemDeletion.delete(dynamo, table, page.items());
    }
  }
}
