package io.gamekeeper.event.store;

import io.gamekeeper.contract.PlayerFiguresTable;
import io.gamekeeper.event.Sightings;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What the collector of players' figures remembers of players; see {@link PlayerFiguresTable}. */
public final class DynamoSightings implements Sightings {
  private final DynamoDbClient dynamo;
  private final String table;

  public DynamoSightings(DynamoDbClient dynamo, String table) {
    this.dynamo = dynamo;
    this.table = table;
  }

  @Override
  public Optional<Seen> of(String player) {
    Map<String, AttributeValue> item =
        dynamo
            .getItem(
                get ->
                    get.tableName(table)
                        .key(
                            Map.of(
                                PlayerFiguresTable.PARTITION_KEY,
                                AttributeValue.fromS(PlayerFiguresTable.player(player)),
                                PlayerFiguresTable.SORT_KEY,
                                AttributeValue.fromS(PlayerFiguresTable.PLAYER)))
                        .consistentRead(true))
            .item();
    return item.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Seen(
                Instant.ofEpochMilli(Long.parseLong(attribute(item, PlayerFiguresTable.FIRST).n())),
                LocalDate.parse(attribute(item, PlayerFiguresTable.LAST).s())));
  }

  private static AttributeValue attribute(Map<String, AttributeValue> item, String name) {
    return Objects.requireNonNull(item.get(name), name);
  }
}
