package io.gamekeeper.leaderboard.store;

import io.gamekeeper.contract.ScoreLogTable;
import io.gamekeeper.leaderboard.BoardSeason;
import io.gamekeeper.leaderboard.RequestId;
import io.gamekeeper.leaderboard.ScoreEntry;
import io.gamekeeper.leaderboard.ScoreLog;
import io.gamekeeper.leaderboard.ScoreLogUnavailableException;
import io.gamekeeper.leaderboard.Stamp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/** The score log in a DynamoDB table; {@link ScoreLogTable} says how it is keyed. */
public final class DynamoScoreLog implements ScoreLog {
  private static final Logger LOG = LoggerFactory.getLogger(DynamoScoreLog.class);
  private static final String SCORE = "score";
  private static final String ACCEPTED_AT = "acceptedAt";
  private static final String NOT_YET = "attribute_not_exists(" + ScoreLogTable.PARTITION_KEY + ")";
  private static final String PARTITION = ScoreLogTable.PARTITION_KEY + " = :pk";
  private static final String OF_PLAYER =
      PARTITION + " AND begins_with(" + ScoreLogTable.SORT_KEY + ", :player)";

  private final DynamoDbClient dynamo;
  private final String table;

  public DynamoScoreLog(DynamoDbClient dynamo, String table) {
    this.dynamo = dynamo;
    this.table = table;
  }

  @Override
  public ScoreEntry append(BoardSeason at, ScoreEntry entry) {
    Stamp stamp = entry.stamp();
    Map<String, AttributeValue> item =
        Map.of(
            ScoreLogTable.PARTITION_KEY,
            AttributeValue.fromS(partition(at, entry.player())),
            ScoreLogTable.SORT_KEY,
            AttributeValue.fromS(sortKey(entry.player(), stamp.requestId())),
            SCORE,
            AttributeValue.fromN(Long.toString(entry.score())),
            ACCEPTED_AT,
            AttributeValue.fromN(Long.toString(stamp.acceptedAtMicros())));
    PutItemRequest put =
        PutItemRequest.builder()
            .tableName(table)
            .item(item)
            .conditionExpression(NOT_YET)
            .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
            .build();
    try {
      guarded(() -> dynamo.putItem(put));
      return entry;
    } catch (ConditionalCheckFailedException e) {
      return decode(e.item());
    }
  }

  @Override
  public Optional<ScoreEntry> find(BoardSeason at, String player, String requestId) {
    Map<String, AttributeValue> key =
        Map.of(
            ScoreLogTable.PARTITION_KEY,
            AttributeValue.fromS(partition(at, player)),
            ScoreLogTable.SORT_KEY,
            AttributeValue.fromS(sortKey(player, requestId)));
    Map<String, AttributeValue> item =
        guarded(
            () -> dynamo.getItem(get -> get.tableName(table).key(key).consistentRead(true)).item());
    return item.isEmpty() ? Optional.empty() : Optional.of(decode(item));
  }

  @Override
  public List<ScoreEntry> entriesOf(BoardSeason at, String player) {
    List<ScoreEntry> entries = new ArrayList<>();
    Map<String, AttributeValue> values =
        Map.of(
            ":pk",
            AttributeValue.fromS(partition(at, player)),
            ":player",
            AttributeValue.fromS(sortKey(player, "")));
    QueryRequest query =
        QueryRequest.builder()
            .tableName(table)
            .consistentRead(true)
            .keyConditionExpression(OF_PLAYER)
            .expressionAttributeValues(values)
            .build();
    for (QueryResponse page : pages(query)) {
      page.items().forEach(item -> entries.add(decode(item)));
    }
    return entries;
  }

  @Override
  public Optional<List<ScoreEntry>> entriesUpTo(BoardSeason at, int limit) {
    List<ScoreEntry> entries = new ArrayList<>();
    for (int shard = 0; shard < ScoreLogTable.SHARDS; shard++) {
      QueryRequest query = shard(at, shard).limit(limit - entries.size() + 1).build();
      QueryResponse page = guarded(() -> dynamo.query(query));
      page.items().forEach(item -> entries.add(decode(item)));
      if (entries.size() > limit || page.hasLastEvaluatedKey()) {
        return Optional.empty();
      }
    }
    return Optional.of(entries);
  }

  @Override
  public void forEachPlayer(BoardSeason at, Consumer<List<ScoreEntry>> player) {
    for (int shard = 0; shard < ScoreLogTable.SHARDS; shard++) {
      List<ScoreEntry> ofOne = new ArrayList<>();
      // The sort key begins with the player, so one player's entries follow each other.
      for (QueryResponse page : pages(shard(at, shard).build())) {
        for (Map<String, AttributeValue> item : page.items()) {
          ScoreEntry entry = decode(item);
          if (!ofOne.isEmpty() && !ofOne.getFirst().player().equals(entry.player())) {
            player.accept(List.copyOf(ofOne));
            ofOne.clear();
          }
          ofOne.add(entry);
        }
      }
      if (!ofOne.isEmpty()) {
        player.accept(List.copyOf(ofOne));
      }
    }
  }

  private Iterable<QueryResponse> pages(QueryRequest query) {
    Iterable<QueryResponse> pages = dynamo.queryPaginator(query);
    return () -> {
      Iterator<QueryResponse> each = pages.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return each.hasNext();
        }

        @Override
        public QueryResponse next() {
          return guarded(each::next);
        }
      };
    };
  }

  /** Runs a call, and distinguishes transient faults from bugs. */
  private static <T> T guarded(Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkClientException e) {
      throw unavailable(e);
    } catch (AwsServiceException e) {
      throw e.isThrottlingException() || e.statusCode() >= 500 ? unavailable(e) : e;
    }
  }

  private static ScoreLogUnavailableException unavailable(SdkException e) {
    LOG.warn("The score log does not answer: {}", e.toString());
    return new ScoreLogUnavailableException(e);
  }

  private QueryRequest.Builder shard(BoardSeason at, int shard) {
    return QueryRequest.builder()
        .tableName(table)
        .consistentRead(true)
        .keyConditionExpression(PARTITION)
        .expressionAttributeValues(Map.of(":pk", AttributeValue.fromS(partition(at, shard))));
  }

  static Map<String, AttributeValue> key(BoardSeason at, ScoreEntry entry) {
    return Map.of(
        ScoreLogTable.PARTITION_KEY,
        AttributeValue.fromS(partition(at, entry.player())),
        ScoreLogTable.SORT_KEY,
        AttributeValue.fromS(sortKey(entry.player(), entry.stamp().requestId())));
  }

  private static String partition(BoardSeason at, String player) {
    CRC32 hash = new CRC32();
    hash.update(player.getBytes(StandardCharsets.UTF_8));
    return partition(at, (int) (hash.getValue() % ScoreLogTable.SHARDS));
  }

  private static String partition(BoardSeason at, int shard) {
    return at.board().id() + '#' + at.season().id() + '#' + shard;
  }

  private static String sortKey(String player, String requestId) {
    return player + '#' + requestId;
  }

  private static ScoreEntry decode(Map<String, AttributeValue> item) {
    String sortKey = Items.attribute(item, ScoreLogTable.SORT_KEY).s();
    int end = sortKey.length() - RequestId.LENGTH;
    Stamp stamp =
        new Stamp(Long.parseLong(Items.attribute(item, ACCEPTED_AT).n()), sortKey.substring(end));
    return new ScoreEntry(
        sortKey.substring(0, end - 1), Long.parseLong(Items.attribute(item, SCORE).n()), stamp);
  }
}
