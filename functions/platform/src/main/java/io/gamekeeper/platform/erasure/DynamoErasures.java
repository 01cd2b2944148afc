package io.gamekeeper.platform.erasure;

import io.gamekeeper.contract.erasure.ErasurePart;
import io.gamekeeper.contract.erasure.ErasureTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * The erasures in a DynamoDB table, see {@link ErasureTable}. The unfinished ones are found by a
 * scan: the table holds those of a few weeks.
 */
public final class DynamoErasures implements Erasures {
  private static final int LONGEST_REASON = 200;

  private final DynamoDbClient dynamo;
  private final String table;

  public DynamoErasures(DynamoDbClient dynamo, String table) {
    this.dynamo = dynamo;
    this.table = table;
  }

  @Override
  public Erasure begin(String player, String id, Instant asked) {
    Map<String, AttributeValue> item =
        Map.of(
            ErasureTable.PARTITION_KEY,
            AttributeValue.fromS(player),
            ErasureTable.ID,
            AttributeValue.fromS(id),
            ErasureTable.ASKED,
            time(asked));
    try {
      dynamo.putItem(
          put ->
              put.tableName(table)
                  .item(item)
                  .conditionExpression("attribute_not_exists(#pk) OR attribute_exists(#finished)")
                  .expressionAttributeNames(
                      Map.of("#pk", ErasureTable.PARTITION_KEY, "#finished", ErasureTable.FINISHED))
                  .returnValuesOnConditionCheckFailure(
                      ReturnValuesOnConditionCheckFailure.ALL_OLD));
      return erasure(item);
    } catch (ConditionalCheckFailedException e) {
      return erasure(e.item());
    }
  }

  @Override
  public Optional<Erasure> find(String player) {
    Map<String, AttributeValue> item =
        dynamo.getItem(get -> get.tableName(table).key(key(player)).consistentRead(true)).item();
    return item.isEmpty() ? Optional.empty() : Optional.of(erasure(item));
  }

  @Override
  public List<Erasure> unfinished() {
    List<Erasure> all = new ArrayList<>();
    dynamo
        .scanPaginator(
            scan ->
                scan.tableName(table)
                    .consistentRead(true)
                    .filterExpression("attribute_not_exists(#finished)")
                    .expressionAttributeNames(Map.of("#finished", ErasureTable.FINISHED)))
        .items()
        .forEach(item -> all.add(erasure(item)));
    return all;
  }

  @Override
  public void buried(Erasure erasure, Instant at) {
    note(erasure, "SET #buried = :at", "", Map.of("#buried", ErasureTable.BURIED), at);
  }

  @Override
  public void named(Erasure erasure, ErasurePart part, Instant until) {
    note(erasure, "SET #named = :at", "", Map.of("#named", ErasureTable.named(part)), until);
  }

  @Override
  public void done(Erasure erasure, ErasurePart part, Instant at) {
    note(
        erasure,
        "SET #done = if_not_exists(#done, :at)",
        "",
        Map.of("#done", ErasureTable.done(part)),
        at);
  }

  @Override
  public void failed(Erasure erasure, ErasurePart part, String reason) {
    note(
        erasure,
        "SET #reason = :reason ADD #failures :one",
        "",
        Map.of("#reason", ErasureTable.reason(part), "#failures", ErasureTable.failures(part)),
        Map.of(
            ":reason",
            AttributeValue.fromS(reason.substring(0, Math.min(reason.length(), LONGEST_REASON))),
            ":one",
            AttributeValue.fromN("1")));
  }

  @Override
  public void finish(Erasure erasure, Instant at) {
    Map<String, String> names =
        Stream.of(ErasurePart.values())
            .collect(
                Collectors.toMap(
                    part -> "#" + part.key(), ErasureTable::done, (one, _) -> one, HashMap::new));
    String all =
        Stream.of(ErasurePart.values())
            .map(part -> " AND attribute_exists(#" + part.key() + ")")
            .collect(Collectors.joining());
    names.put("#finished", ErasureTable.FINISHED);
    names.put("#expiry", ErasureTable.EXPIRY);
    note(
        erasure,
        "SET #finished = :at, #expiry = :expiry",
        all + " AND attribute_not_exists(#finished)",
        names,
        Map.of(
            ":at",
            time(at),
            ":expiry",
            AttributeValue.fromN(Long.toString(at.plus(ErasureTable.KEPT).getEpochSecond()))));
  }

  private void note(
      Erasure erasure, String update, String condition, Map<String, String> names, Instant at) {
    note(erasure, update, condition, names, Map.of(":at", time(at)));
  }

  private void note(
      Erasure erasure,
      String update,
      String condition,
      Map<String, String> names,
      Map<String, AttributeValue> values) {
    Map<String, String> allNames = new HashMap<>(names);
    allNames.put("#id", ErasureTable.ID);
    Map<String, AttributeValue> allValues = new HashMap<>(values);
    allValues.put(":id", AttributeValue.fromS(erasure.id()));
    try {
      dynamo.updateItem(
          change ->
              change
                  .tableName(table)
                  .key(key(erasure.player()))
                  .updateExpression(update)
                  .conditionExpression("#id = :id" + condition)
                  .expressionAttributeNames(allNames)
                  .expressionAttributeValues(allValues));
    } catch (ConditionalCheckFailedException e) {
      // Another erasure of the player has begun, or this was noted before.
    }
  }

  private static Erasure erasure(Map<String, AttributeValue> item) {
    Map<ErasurePart, Erasure.State> parts = new EnumMap<>(ErasurePart.class);
    for (ErasurePart part : ErasurePart.values()) {
      AttributeValue failures = item.get(ErasureTable.failures(part));
      parts.put(
          part,
          new Erasure.State(
              instant(item, ErasureTable.done(part)),
              instant(item, ErasureTable.named(part)),
              failures == null ? 0 : Integer.parseInt(failures.n()),
              Optional.ofNullable(item.get(ErasureTable.reason(part))).map(AttributeValue::s)));
    }
    return new Erasure(
        text(item, ErasureTable.PARTITION_KEY),
        text(item, ErasureTable.ID),
        instant(item, ErasureTable.ASKED).orElseThrow(),
        instant(item, ErasureTable.BURIED),
        instant(item, ErasureTable.FINISHED),
        parts);
  }

  private static Map<String, AttributeValue> key(String player) {
    return Map.of(ErasureTable.PARTITION_KEY, AttributeValue.fromS(player));
  }

  private static AttributeValue time(Instant at) {
    return AttributeValue.fromN(Long.toString(at.toEpochMilli()));
  }

  private static Optional<Instant> instant(Map<String, AttributeValue> item, String name) {
    return Optional.ofNullable(item.get(name))
        .map(value -> Instant.ofEpochMilli(Long.parseLong(value.n())));
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    if (value == null) {
      throw new IllegalStateException("an erasure has no attribute " + name);
    }
    return value.s();
  }
}
