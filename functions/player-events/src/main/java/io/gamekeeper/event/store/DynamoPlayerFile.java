package io.gamekeeper.event.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.contract.event.EventLogTable;
import io.gamekeeper.contract.event.PlayerTable;
import io.gamekeeper.event.PlayerFile;
import io.gamekeeper.platform.erasure.ItemDeletion;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/** What is kept of a player in DynamoDB; see {@link EventLogTable} and {@link PlayerTable}. */
public final class DynamoPlayerFile implements PlayerFile {
  /** Bytes of a page, as JSON: a load balancer takes a megabyte from a function. */
  private static final int PAGE_BYTES = 700_000;

  /** What an event takes in JSON beside its data. */
  private static final int EVENT_BYTES = 250;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final DynamoDbClient dynamo;
  private final String eventLog;
  private final String players;

  public DynamoPlayerFile(DynamoDbClient dynamo, String eventLog, String players) {
    this.dynamo = dynamo;
    this.eventLog = eventLog;
    this.players = players;
  }

  /** A place in a player's log: after a sort key of a shard. */
  private record Place(int shard, @Nullable String after) {
    static Place of(String cursor) {
      try {
        String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        int colon = text.indexOf(':');
        int shard = Integer.parseInt(text.substring(0, Math.max(0, colon)));
        if (shard < 0 || shard >= EventLogTable.SHARDS) {
          throw new IllegalArgumentException("no such shard");
        }
        String after = text.substring(colon + 1);
        return new Place(shard, after.isEmpty() ? null : after);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("this is no cursor", e);
      }
    }

    String cursor() {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              (shard + ":" + Objects.requireNonNullElse(after, ""))
                  .getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public Optional<Profile> profile(String player) {
    Map<String, AttributeValue> item =
        dynamo
            .getItem(get -> get.tableName(players).key(playerKey(player)).consistentRead(true))
            .item();
    if (item.isEmpty()) {
      return Optional.empty();
    }
    AttributeValue pseudonym = item.get(PlayerTable.PSEUDONYM);
    AttributeValue level = item.get(PlayerTable.LEVEL);
    return Optional.of(
        new Profile(
            pseudonym == null ? null : pseudonym.s(),
            level == null ? null : Long.valueOf(level.n()),
            instant(item, PlayerTable.LEVEL_AT),
            instant(item, PlayerTable.ERASED)));
  }

  @Override
  public Page events(String player, Optional<String> cursor) {
    Place place = cursor.map(Place::of).orElse(new Place(0, null));
    List<Kept> events = new ArrayList<>();
    int bytes = 0;
    while (place.shard() < EventLogTable.SHARDS) {
      int shard = place.shard();
      QueryResponse page = dynamo.query(query(player, place).build());
      for (Map<String, AttributeValue> item : page.items()) {
        String data = text(item, EventLogTable.DATA);
        bytes += EVENT_BYTES + data.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > PAGE_BYTES && !events.isEmpty()) {
          return new Page(events, Optional.of(place.cursor()));
        }
        events.add(kept(item, data));
        place = new Place(shard, text(item, EventLogTable.SORT_KEY));
      }
      if (page.hasLastEvaluatedKey()) {
        place = new Place(shard, text(page.lastEvaluatedKey(), EventLogTable.SORT_KEY));
      } else {
        place = new Place(shard + 1, null);
      }
    }
    return new Page(events, Optional.empty());
  }

  private QueryRequest.Builder query(String player, Place place) {
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":pk", partition(player, place.shard()));
    Map<String, String> names = new HashMap<>(Map.of("#pk", EventLogTable.PARTITION_KEY));
    String condition = "#pk = :pk";
    if (place.after() != null) {
      condition += " AND #sk > :after";
      names.put("#sk", EventLogTable.SORT_KEY);
      values.put(":after", AttributeValue.fromS(place.after()));
    }
    return QueryRequest.builder()
        .tableName(eventLog)
        .consistentRead(true)
        .keyConditionExpression(condition)
        .expressionAttributeNames(names)
        .expressionAttributeValues(values);
  }

  private static Kept kept(Map<String, AttributeValue> item, String data) {
    String sortKey = text(item, EventLogTable.SORT_KEY);
    int hash = sortKey.indexOf('#');
    return new Kept(
        sortKey.substring(hash + 1),
        text(item, EventLogTable.TYPE),
        Integer.parseInt(attribute(item, EventLogTable.VERSION).n()),
        Instant.parse(sortKey.substring(0, hash)),
        Instant.ofEpochMilli(Long.parseLong(attribute(item, EventLogTable.RECEIVED).n())),
        json(data));
  }

  private static JsonNode json(String data) {
    try {
      return JSON.readTree(data);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the log holds data that is not JSON", e);
    }
  }

  @Override
  public void bury(String player, Instant erased, Instant forgotten) {
    try {
      dynamo.updateItem(
          update ->
              update
                  .tableName(players)
                  .key(playerKey(player))
                  .updateExpression("SET #e = :erased, #x = :forgotten REMOVE #p, #l, #a")
                  .conditionExpression("attribute_not_exists(#e) OR #e < :erased")
                  .expressionAttributeNames(
                      Map.of(
                          "#e", PlayerTable.ERASED,
                          "#x", PlayerTable.EXPIRY,
                          "#p", PlayerTable.PSEUDONYM,
                          "#l", PlayerTable.LEVEL,
                          "#a", PlayerTable.LEVEL_AT))
                  .expressionAttributeValues(
                      Map.of(
                          ":erased", number(erased.toEpochMilli()),
                          ":forgotten", number(forgotten.getEpochSecond()))));
    } catch (ConditionalCheckFailedException e) {
      // Done before. What is known by now is of the player's new life.
    }
  }

  @Override
  public boolean eraseEvents(String player, Instant upTo, int most) {
    int erased = 0;
    for (int shard = 0; shard < EventLogTable.SHARDS; shard++) {
      QueryRequest query = query(player, new Place(shard, null)).build();
      QueryRequest old =
          query.toBuilder()
              .filterExpression("#received <= :upTo")
              .projectionExpression("#pk, #sk")
              .expressionAttributeNames(
                  Map.of(
                      "#pk", EventLogTable.PARTITION_KEY,
                      "#sk", EventLogTable.SORT_KEY,
                      "#received", EventLogTable.RECEIVED))
              .expressionAttributeValues(
                  Map.of(":pk", partition(player, shard), ":upTo", number(upTo.toEpochMilli())))
              .build();
      for (QueryResponse page : dynamo.queryPaginator(old)) {
        ItemDeletion.delete(dynamo, eventLog, page.items());
        erased += page.items().size();
        if (erased >= most) {
          return false;
        }
      }
    }
    return true;
  }

  private static AttributeValue partition(String player, int shard) {
    return AttributeValue.fromS(DynamoEventLog.partition(player, shard));
  }

  private static Map<String, AttributeValue> playerKey(String player) {
    return Map.of(PlayerTable.PARTITION_KEY, AttributeValue.fromS(player));
  }

  private static @Nullable Instant instant(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    return value == null ? null : Instant.ofEpochMilli(Long.parseLong(value.n()));
  }

  private static AttributeValue number(long value) {
    return AttributeValue.fromN(Long.toString(value));
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    return attribute(item, name).s();
  }

  private static AttributeValue attribute(Map<String, AttributeValue> item, String name) {
    return Objects.requireNonNull(item.get(name), name);
  }
}
