package io.gamekeeper.event.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.gamekeeper.contract.event.PlayerTable;
import io.gamekeeper.event.Players;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/** What is known of players, in DynamoDB; see {@link PlayerTable}. */
public final class DynamoPlayers implements Players {
  /** How long what was read holds; who erases a player waits that long for events on their way. */
  public static final Duration REMEMBERED = Duration.ofMinutes(1);

  private static final int MOST_REMEMBERED = 20_000;
  private static final int PSEUDONYM_BYTES = 16;

  private final DynamoDbClient dynamo;
  private final String table;
  private final Cache<String, Known> known;
  private final Supplier<String> pseudonyms;

  /**
   * Creates the players of a table.
   *
   * @param randomBytes fills an array with what nobody can guess
   */
  public DynamoPlayers(
      DynamoDbClient dynamo, String table, InstantSource clock, Consumer<byte[]> randomBytes) {
    this.dynamo = dynamo;
    this.table = table;
    this.known =
        Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .ticker(() -> Duration.between(Instant.EPOCH, clock.instant()).toNanos())
            .executor(Runnable::run)
            .build();
    this.pseudonyms =
        () -> {
          byte[] bytes = new byte[PSEUDONYM_BYTES];
          randomBytes.accept(bytes);
          return HexFormat.of().formatHex(bytes);
        };
  }

  @Override
  public Known of(String player, Instant received) {
    Known remembered = known.get(player, unknown -> read(unknown, received));
    boolean isBack = remembered.pseudonym().isEmpty() && received.isAfter(remembered.erased());
    if (!isBack) {
      return remembered;
    }
    Known now = read(player, received);
    known.put(player, now);
    return now;
  }

  /** Reads a player's item. An erased player's stays as it is, unless the event is a later one. */
  private Known read(String player, Instant received) {
    try {
      return known(
          dynamo
              .updateItem(
                  update ->
                      update
                          .tableName(table)
                          .key(key(player))
                          .updateExpression("SET #p = if_not_exists(#p, :new) REMOVE #x")
                          .conditionExpression(
                              "attribute_not_exists(#e) OR #e < :received OR attribute_exists(#p)")
                          .expressionAttributeNames(
                              Map.of(
                                  "#p",
                                  PlayerTable.PSEUDONYM,
                                  "#e",
                                  PlayerTable.ERASED,
                                  "#x",
                                  PlayerTable.EXPIRY))
                          .expressionAttributeValues(
                              Map.of(
                                  ":new",
                                  AttributeValue.fromS(pseudonyms.get()),
                                  ":received",
                                  number(received.toEpochMilli())))
                          .returnValues(ReturnValue.ALL_NEW)
                          .returnValuesOnConditionCheckFailure(
                              ReturnValuesOnConditionCheckFailure.ALL_OLD))
              .attributes());
    } catch (ConditionalCheckFailedException e) {
      return known(e.item());
    }
  }

  private static Known known(Map<String, AttributeValue> item) {
    AttributeValue pseudonym = item.get(PlayerTable.PSEUDONYM);
    AttributeValue erased = item.get(PlayerTable.ERASED);
    return new Known(
        pseudonym == null ? "" : pseudonym.s(),
        erased == null ? Instant.EPOCH : Instant.ofEpochMilli(Long.parseLong(erased.n())));
  }

  @Override
  public void reachedLevel(String player, long level, Instant at, Instant received) {
    try {
      dynamo.updateItem(
          update ->
              update
                  .tableName(table)
                  .key(key(player))
                  .updateExpression("SET #l = :level, #a = :at REMOVE #x")
                  .conditionExpression(
                      "(attribute_not_exists(#a) OR #a <= :at)"
                          + " AND (attribute_not_exists(#e) OR #e < :received)")
                  .expressionAttributeNames(
                      Map.of(
                          "#l",
                          PlayerTable.LEVEL,
                          "#a",
                          PlayerTable.LEVEL_AT,
                          "#e",
                          PlayerTable.ERASED,
                          "#x",
                          PlayerTable.EXPIRY))
                  .expressionAttributeValues(
                      Map.of(
                          ":level",
                          number(level),
                          ":at",
                          number(at.toEpochMilli()),
                          ":received",
                          number(received.toEpochMilli()))));
    } catch (ConditionalCheckFailedException e) {
      // A later level is noted, or the player was erased since: this one came late.
    }
  }

  private static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }

  private static Map<String, AttributeValue> key(String player) {
    return Map.of(PlayerTable.PARTITION_KEY, AttributeValue.fromS(player));
  }
}
