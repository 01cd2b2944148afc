package io.gamekeeper.leaderboard.store;

import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads attributes of DynamoDB items. */
final class Items {
  private Items() {}

  /**
   * Returns an attribute that every item of the table has.
   *
   * @throws IllegalStateException if this one lacks it
   */
  static AttributeValue attribute(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    if (value == null) {
      throw new IllegalStateException("an item lacks the attribute " + name);
    }
    return value;
  }
}
