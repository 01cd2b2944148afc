package io.gamekeeper.event.store;

import io.gamekeeper.contract.event.EventLogTable;
import io.gamekeeper.event.EventLog;
import io.gamekeeper.event.PlayerEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/** The players' log in DynamoDB, see {@link EventLogTable}. One conditional put keeps an event. */
public final class DynamoEventLog implements EventLog {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final DynamoDbClient dynamo;
  private final String table;
  private final Duration kept;

  /**
   * Creates the log.
   *
   * @param kept how long after its acceptance an event is kept at least
   */
  public DynamoEventLog(DynamoDbClient dynamo, String table, Duration kept) {
    this.dynamo = dynamo;
    this.table = table;
    this.kept = kept;
  }

  @Override
  public boolean append(PlayerEvent event) {
    try {
      dynamo.putItem(
          put ->
              put.tableName(table)
                  .item(item(event))
                  .conditionExpression("attribute_not_exists(#pk)")
                  .expressionAttributeNames(Map.of("#pk", EventLogTable.PARTITION_KEY)));
      return true;
    } catch (ConditionalCheckFailedException e) {
      return false;
    }
  }

  /** Returns the partition of an event: the player's, one of several. */
  static String partition(String player, int shard) {
    return player + "#" + shard;
  }

  static String sortKey(Instant at, String id) {
    return TIME.format(at) + "#" + id;
  }

  private Map<String, AttributeValue> item(PlayerEvent event) {
    int shard = Math.floorMod(event.id().hashCode(), EventLogTable.SHARDS);
    return Map.of(
        EventLogTable.PARTITION_KEY,
        text(partition(event.player(), shard)),
        EventLogTable.SORT_KEY,
        text(sortKey(event.at(), event.id())),
        EventLogTable.TYPE,
        text(event.type().typeName()),
        EventLogTable.VERSION,
        number(event.version()),
        EventLogTable.RECEIVED,
        number(event.received().toEpochMilli()),
        EventLogTable.DATA,
        text(event.data().toString()),
        EventLogTable.EXPIRY,
        number(event.received().plus(kept).getEpochSecond()));
  }

  private static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  private static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }
}
