package io.gamekeeper.leaderboard.store;

import io.gamekeeper.contract.SeasonTable;
import io.gamekeeper.leaderboard.BoardSeason;
import io.gamekeeper.leaderboard.Ranking.Row;
import io.gamekeeper.leaderboard.SeasonArchive;
import io.gamekeeper.leaderboard.Stamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/**
 * The archive of frozen seasons in a DynamoDB table; {@link SeasonTable} says how it is keyed. A
 * page's key carries the content's hash, so that a writer who computed something else cannot
 * overwrite it.
 */
public final class DynamoSeasonArchive implements SeasonArchive {
  private static final String TOTAL = "total";
  private static final String HASH = "hash";
  static final String ROWS = "rows";
  private static final String NOT_YET = "attribute_not_exists(" + SeasonTable.PARTITION_KEY + ")";

  private final DynamoDbClient dynamo;
  private final String table;

  public DynamoSeasonArchive(DynamoDbClient dynamo, String table) {
    this.dynamo = dynamo;
    this.table = table;
  }

  @Override
  public Optional<Head> head(BoardSeason at) {
    Map<String, AttributeValue> item = get(key(at, SeasonTable.HEAD));
    return item.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Head(
                Long.parseLong(Items.attribute(item, TOTAL).n()), Items.attribute(item, HASH).s()));
  }

  @Override
  public void put(BoardSeason at, String hash, int page, List<Row> rows) {
    String text =
        rows.stream()
            .map(row -> row.player() + ' ' + row.score() + ' ' + row.reached().encode())
            .collect(Collectors.joining("\n"));
    Map<String, AttributeValue> item = key(at, pageKey(hash, page));
    dynamo.putItem(put -> put.tableName(table).item(with(item, ROWS, AttributeValue.fromS(text))));
  }

  @Override
  public boolean commit(BoardSeason at, Head head) {
    Map<String, AttributeValue> item =
        with(
            with(
                key(at, SeasonTable.HEAD),
                TOTAL,
                AttributeValue.fromN(Long.toString(head.total()))),
            HASH,
            AttributeValue.fromS(head.hash()));
    try {
      dynamo.putItem(put -> put.tableName(table).item(item).conditionExpression(NOT_YET));
      return true;
    } catch (ConditionalCheckFailedException e) {
      return false;
    }
  }

  @Override
  public List<Row> page(BoardSeason at, Head head, int page) {
    Map<String, AttributeValue> item = get(key(at, pageKey(head.hash(), page)));
    if (item.isEmpty()) {
      throw new IllegalStateException(
          "page " + page + " of the frozen season " + at.season().id() + " is missing");
    }
    List<Row> rows = new ArrayList<>(PAGE_ROWS);
    long rank = (long) page * PAGE_ROWS + 1;
    for (String line : Items.attribute(item, ROWS).s().split("\n", -1)) {
      String[] parts = line.split(" ", -1);
      rows.add(new Row(rank++, parts[0], Long.parseLong(parts[1]), Stamp.decode(parts[2])));
    }
    return rows;
  }

  private Map<String, AttributeValue> get(Map<String, AttributeValue> key) {
    return dynamo.getItem(get -> get.tableName(table).key(key).consistentRead(true)).item();
  }

  static Map<String, AttributeValue> pageOf(BoardSeason at, Head head, int page) {
    return key(at, pageKey(head.hash(), page));
  }

  private static String pageKey(String hash, int page) {
    return String.format(Locale.ROOT, "page#%s#%06d", hash, page);
  }

  private static Map<String, AttributeValue> key(BoardSeason at, String sortKey) {
    return Map.of(
        SeasonTable.PARTITION_KEY,
        AttributeValue.fromS(at.board().id() + '#' + at.season().id()),
        SeasonTable.SORT_KEY,
        AttributeValue.fromS(sortKey));
  }

  private static Map<String, AttributeValue> with(
      Map<String, AttributeValue> item, String name, AttributeValue value) {
    Map<String, AttributeValue> more = new HashMap<>(item);
    more.put(name, value);
    return more;
  }
}
