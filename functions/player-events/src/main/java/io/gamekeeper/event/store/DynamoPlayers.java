package io.gamekeeper.event.store;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.gamekeeper.contract.event.PlayerTable;
import io.gamekeeper.event.Players;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/** What is known of players, in DynamoDB; see {@link PlayerTable}. */
public final class DynamoPlayers implements Players {
  /** How long what was read holds; who erases a player waits that long for events on their way. */
  public static final Duration REMEMBERED = Duration.ofMinutes(1);

  private static final int MOST_REMEMBERED = 20_000;
  private static final int PSEUDONYM_BYTES = 16;

  private final DynamoDbClient dynamo;
  private final String table;
  private final LoadingCache<String, Known> known;
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
            .build(this::read);
    this.pseudonyms =
        () -> {
          byte[] bytes = new byte[PSEUDONYM_BYTES];
          randomBytes.accept(bytes);
          return HexFormat.of().formatHex(bytes);
        };
  }

  @Override
  public Known of(String player) {
    return known.get(player);
  }

  private Known read(String player) {
    Map<String, AttributeValue> item =
        dynamo
            .updateItem(
                update ->
                    update
                        .tableName(table)
                        .key(key(player))
                        .updateExpression("SET #p = if_not_exists(#p, :new)")
                        .expressionAttributeNames(Map.of("#p", PlayerTable.PSEUDONYM))
                        .expressionAttributeValues(
                            Map.of(":new", AttributeValue.fromS(pseudonyms.get())))
                        .returnValues(ReturnValue.ALL_NEW))
            .attributes();
    AttributeValue erased = item.get(PlayerTable.ERASED);
    return new Known(
        Objects.requireNonNull(item.get(PlayerTable.PSEUDONYM)).s(),
        erased == null ? Instant.EPOCH : Instant.ofEpochMilli(Long.parseLong(erased.n())));
  }

  @Override
  public void reachedLevel(String player, long level, Instant at) {
    try {
      dynamo.updateItem(
          update ->
              update
                  .tableName(table)
                  .key(key(player))
                  .updateExpression("SET #l = :level, #a = :at")
                  .conditionExpression("attribute_not_exists(#a) OR #a <= :at")
                  .expressionAttributeNames(
                      Map.of("#l", PlayerTable.LEVEL, "#a", PlayerTable.LEVEL_AT))
                  .expressionAttributeValues(
                      Map.of(
                          ":level",
                          AttributeValue.fromN(Long.toString(level)),
                          ":at",
                          AttributeValue.fromN(Long.toString(at.toEpochMilli())))));
    } catch (ConditionalCheckFailedException e) {
      // A later level is noted: this one came again.
    }
  }

  private static Map<String, AttributeValue> key(String player) {
    return Map.of(PlayerTable.PARTITION_KEY, AttributeValue.fromS(player));
  }
}
