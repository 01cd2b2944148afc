package io.gamekeeper.platform.erasure;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Deletes items of a DynamoDB table. */
public final class ItemDeletion {
  /** Items that DynamoDB writes in one transaction. */
  private static final int BATCH = 100;

  private ItemDeletion() {}

  /**
   * Deletes items, if they are there. Not all or none: whoever stops in between does it again.
   *
   * @param keys their keys, each once
   */
  public static void delete(
      DynamoDbClient dynamo, String table, List<Map<String, AttributeValue>> keys) {
    for (int from = 0; from < keys.size(); from += BATCH) {
      List<TransactWriteItem> deletions =
          keys.subList(from, Math.min(keys.size(), from + BATCH)).stream()
              .map(
                  key ->
                      TransactWriteItem.builder()
                          .delete(delete -> delete.tableName(table).key(key))
                          .build())
              .toList();
      dynamo.transactWriteItems(write -> write.transactItems(deletions));
    }
  }
}
