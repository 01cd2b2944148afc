package io.gamekeeper.insight.store;

import io.gamekeeper.contract.PlayerFiguresTable;
import io.gamekeeper.insight.Books;
import io.gamekeeper.insight.Figures;
import io.gamekeeper.insight.OtherRunException;
import io.gamekeeper.insight.PlayerRecord;
import io.gamekeeper.insight.PurchaseEvent;
import io.gamekeeper.insight.PurchaseInbox;
import io.gamekeeper.insight.PurchaseRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * The books in a table. Items, by partition and sort key:
 *
 * <ul>
 *   <li>{@code figures}, {@code figures}: the figures as JSON, and their version
 *   <li>{@code player#ID}, {@code player}: when a player was first and last seen
 *   <li>{@code purchase#ID}, {@code purchase}: what is counted of a purchase; expires
 *   <li>{@code inbox}, {@code TIME#EVENT}: an event of a purchase that is not counted yet
 * </ul>
 */
public final class DynamoBooks implements Books, PurchaseInbox {
  /** How long a purchase is remembered: longer than any store refunds. */
  static final Duration REFUNDABLE = Duration.ofDays(400);

  private static final String FIGURES = "figures";
  private static final String PURCHASE = "purchase";
  private static final String INBOX = "inbox";
  private static final String VERSION = "version";
  private static final String JSON = "json";
  private static final String NET = "net";
  private static final String CURRENCY = "currency";
  private static final String MONEY = "money";
  private static final String AT = "at";
  private static final String OF_PURCHASE = "purchase";
  private static final Map<String, String> NAMES =
      Map.of("#pk", PlayerFiguresTable.PARTITION_KEY, "#version", VERSION);

  private final DynamoDbClient dynamo;
  private final String table;
  private final InstantSource clock;

  public DynamoBooks(DynamoDbClient dynamo, String table, InstantSource clock) {
    this.dynamo = dynamo;
    this.table = table;
    this.clock = clock;
  }

  @Override
  public Optional<Figures> figures() {
    Map<String, AttributeValue> item =
        dynamo
            .getItem(get -> get.tableName(table).key(key(FIGURES, FIGURES)).consistentRead(true))
            .item();
    return item.isEmpty()
        ? Optional.empty()
        : Optional.of(FiguresJson.read(number(item, VERSION), text(item, JSON)));
  }

  @Override
  public Map<String, PlayerRecord> players(Set<String> players) {
    return records(
        PlayerFiguresTable.PLAYER,
        players,
        item ->
            new PlayerRecord(
                Instant.ofEpochMilli(number(item, PlayerFiguresTable.FIRST)),
                LocalDate.parse(text(item, PlayerFiguresTable.LAST))));
  }

  @Override
  public Map<String, PurchaseRecord> purchases(Set<String> purchases) {
    return records(
        PURCHASE,
        purchases,
        item -> new PurchaseRecord(Math.toIntExact(number(item, VERSION)), number(item, NET)));
  }

  /** Returns the records of a kind that exist, by id. */
  private <R> Map<String, R> records(
      String kind, Set<String> ids, Function<Map<String, AttributeValue>, R> read) {
    Map<String, R> found = new HashMap<>();
    if (ids.isEmpty()) {
      return found;
    }
    KeysAndAttributes asked =
        KeysAndAttributes.builder()
            .keys(ids.stream().map(id -> key(kind + '#' + id, kind)).toList())
            .consistentRead(true)
            .build();
    Map<String, KeysAndAttributes> left = Map.of(table, asked);
    while (!left.isEmpty()) {
      Map<String, KeysAndAttributes> now = left;
      BatchGetItemResponse answer = dynamo.batchGetItem(get -> get.requestItems(now));
      for (Map<String, AttributeValue> item : answer.responses().getOrDefault(table, List.of())) {
        String partition = text(item, PlayerFiguresTable.PARTITION_KEY);
        found.put(partition.substring(kind.length() + 1), read.apply(item));
      }
      left = answer.unprocessedKeys();
    }
    return found;
  }

  @Override
  public void keep(Figures figures, long version, Changes changes) {
    Map<String, AttributeValue> item = new HashMap<>(key(FIGURES, FIGURES));
    item.put(VERSION, number(figures.version()));
    item.put(JSON, AttributeValue.fromS(FiguresJson.write(figures)));
    String condition = version == 0 ? "attribute_not_exists(#pk)" : "#version = :before";
    Map<String, String> names =
        version == 0 ? Map.of("#pk", NAMES.get("#pk")) : Map.of("#version", VERSION);
    Map<String, AttributeValue> values =
        version == 0 ? Map.of() : Map.of(":before", number(version));
    if (changes.equals(Changes.NONE)) {
      keepAlone(item, condition, names, values);
      return;
    }
    List<TransactWriteItem> writes = new ArrayList<>();
    writes.add(
        TransactWriteItem.builder()
            .put(
                put -> {
                  put.tableName(table)
                      .item(item)
                      .conditionExpression(condition)
                      .expressionAttributeNames(names);
                  if (!values.isEmpty()) {
                    put.expressionAttributeValues(values);
                  }
                })
            .build());
    changes.players().forEach((id, player) -> writes.add(put(item(id, player))));
    changes.purchases().forEach((id, purchase) -> writes.add(put(item(id, purchase))));
    for (String event : changes.counted()) {
      writes.add(
          TransactWriteItem.builder()
              .delete(delete -> delete.tableName(table).key(key(INBOX, event)))
              .build());
    }
    try {
      dynamo.transactWriteItems(write -> write.transactItems(writes));
    } catch (TransactionCanceledException e) {
      if (e.cancellationReasons().stream()
          .anyMatch(reason -> "ConditionalCheckFailed".equals(reason.code()))) {
        throw new OtherRunException(e);
      }
      throw e;
    }
  }

  private void keepAlone(
      Map<String, AttributeValue> item,
      String condition,
      Map<String, String> names,
      Map<String, AttributeValue> values) {
    try {
      dynamo.putItem(
          put -> {
            put.tableName(table)
                .item(item)
                .conditionExpression(condition)
                .expressionAttributeNames(names);
            if (!values.isEmpty()) {
              put.expressionAttributeValues(values);
            }
          });
    } catch (ConditionalCheckFailedException e) {
      throw new OtherRunException(e);
    }
  }

  /**
   * Forgets a player who was first seen until then; who comes back later is a new one.
   *
   * @return whether there was something to forget
   */
  public boolean forget(String player, Instant upTo) {
    try {
      dynamo.deleteItem(
          delete ->
              delete
                  .tableName(table)
                  .key(playerKey(player))
                  .conditionExpression("#first <= :upTo")
                  .expressionAttributeNames(Map.of("#first", PlayerFiguresTable.FIRST))
                  .expressionAttributeValues(Map.of(":upTo", number(upTo.toEpochMilli()))));
      return true;
    } catch (ConditionalCheckFailedException e) {
      return false;
    }
  }

  private TransactWriteItem put(Map<String, AttributeValue> item) {
    return TransactWriteItem.builder().put(put -> put.tableName(table).item(item)).build();
  }

  private static Map<String, AttributeValue> item(String id, PlayerRecord player) {
    Map<String, AttributeValue> item = new HashMap<>(playerKey(id));
    item.put(PlayerFiguresTable.FIRST, number(player.first().toEpochMilli()));
    item.put(PlayerFiguresTable.LAST, AttributeValue.fromS(player.last().toString()));
    return item;
  }

  private Map<String, AttributeValue> item(String id, PurchaseRecord purchase) {
    Map<String, AttributeValue> item = new HashMap<>(key(PURCHASE + '#' + id, PURCHASE));
    item.put(VERSION, number(purchase.version()));
    item.put(NET, number(purchase.netMinorUnits()));
    item.put(PlayerFiguresTable.EXPIRY, number(clock.instant().plus(REFUNDABLE).getEpochSecond()));
    return item;
  }

  /** Puts an event of a purchase into the inbox, where it is once. */
  public void put(PurchaseEvent event) {
    Map<String, AttributeValue> item = new HashMap<>(key(INBOX, event.key()));
    item.put(OF_PURCHASE, AttributeValue.fromS(event.purchase()));
    item.put(VERSION, number(event.version()));
    item.put(CURRENCY, AttributeValue.fromS(event.currency()));
    item.put(MONEY, AttributeValue.fromBool(event.money()));
    item.put(NET, number(event.netMinorUnits()));
    item.put(AT, number(event.at().toEpochMilli()));
    dynamo.putItem(put -> put.tableName(table).item(item));
  }

  @Override
  public List<PurchaseEvent> oldest(int limit) {
    return dynamo
        .query(
            query ->
                query
                    .tableName(table)
                    .keyConditionExpression("#pk = :inbox")
                    .expressionAttributeNames(Map.of("#pk", PlayerFiguresTable.PARTITION_KEY))
                    .expressionAttributeValues(Map.of(":inbox", AttributeValue.fromS(INBOX)))
                    .consistentRead(true)
                    .limit(limit))
        .items()
        .stream()
        .map(DynamoBooks::event)
        .toList();
  }

  private static PurchaseEvent event(Map<String, AttributeValue> item) {
    return new PurchaseEvent(
        text(item, PlayerFiguresTable.SORT_KEY),
        text(item, OF_PURCHASE),
        Math.toIntExact(number(item, VERSION)),
        text(item, CURRENCY),
        Boolean.TRUE.equals(attribute(item, MONEY).bool()),
        number(item, NET),
        Instant.ofEpochMilli(number(item, AT)));
  }

  private static Map<String, AttributeValue> key(String partition, String sort) {
    return Map.of(
        PlayerFiguresTable.PARTITION_KEY,
        AttributeValue.fromS(partition),
        PlayerFiguresTable.SORT_KEY,
        AttributeValue.fromS(sort));
  }

  private static Map<String, AttributeValue> playerKey(String player) {
    return key(PlayerFiguresTable.player(player), PlayerFiguresTable.PLAYER);
  }

  private static AttributeValue attribute(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    if (value == null) {
      throw new IllegalStateException("item " + item.keySet() + " has no attribute " + name);
    }
    return value;
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    return attribute(item, name).s();
  }

  private static long number(Map<String, AttributeValue> item, String name) {
    return Long.parseLong(attribute(item, name).n());
  }

  private static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }
}
