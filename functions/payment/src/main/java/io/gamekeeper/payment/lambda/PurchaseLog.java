package io.gamekeeper.payment.lambda;

import io.gamekeeper.contract.PurchaseLogTable;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.lambda.powertools.idempotency.IdempotencyKey;
import software.amazon.lambda.powertools.idempotency.Idempotent;

/**
 * The purchase log in DynamoDB: one item per event; {@link PurchaseLogTable} says how it is keyed.
 */
class PurchaseLog {
  private static final String NOT_YET =
      "attribute_not_exists(" + PurchaseLogTable.PARTITION_KEY + ")";

  private final DynamoDbClient dynamo;
  private final String table;

  PurchaseLog(DynamoDbClient dynamo, String table) {
    this.dynamo = dynamo;
    this.table = table;
  }

  /**
   * Appends an event; nothing happens if it is there. Idempotency spares the table most of the
   * bus's repetitions; the condition on the item's key keeps the log free of them.
   *
   * @return whether it was new, or what was answered when it was
   */
  @Idempotent
  boolean append(@IdempotencyKey String eventId, PurchaseEvent.Envelope event) {
    Map<String, AttributeValue> item = item(eventId, event);
    try {
      dynamo.putItem(put -> put.tableName(table).item(item).conditionExpression(NOT_YET));
      return true;
    } catch (ConditionalCheckFailedException e) {
      return false;
    }
  }

  /** Takes an event back. */
  void takeBack(PurchaseEvent event) {
    Map<String, AttributeValue> key =
        Map.of(
            PurchaseLogTable.PARTITION_KEY,
            text(partition(event.player())),
            PurchaseLogTable.SORT_KEY,
            text(event.at() + '#' + event.eventId()));
    dynamo.deleteItem(delete -> delete.tableName(table).key(key));
  }

  private static Map<String, AttributeValue> item(String eventId, PurchaseEvent.Envelope event) {
    PurchaseEvent detail = event.detail();
    Map<String, AttributeValue> item = new HashMap<>();
    item.put(PurchaseLogTable.PARTITION_KEY, text(partition(detail.player())));
    item.put(PurchaseLogTable.SORT_KEY, text(detail.at() + '#' + eventId));
    item.put("type", text(event.detailType()));
    item.put("purchaseId", text(detail.purchaseId()));
    item.put("version", number(detail.version()));
    item.put("sku", text(detail.sku()));
    item.put("quantity", number(detail.quantity()));
    item.put("store", text(detail.store()));
    item.put("currency", text(detail.price().currency()));
    item.put("minorUnits", number(detail.price().minorUnits()));
    if (detail.test()) {
      item.put("test", AttributeValue.fromBool(true));
    }
    if (detail.refundedPercent() > 0) {
      item.put("refundedPercent", AttributeValue.fromN(Double.toString(detail.refundedPercent())));
    }
    item.put("traceId", text(detail.traceId()));
    return item;
  }

  static String partition(String player) {
    return "player#" + player;
  }

  private static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  private static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }
}
