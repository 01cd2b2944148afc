package io.gamekeeper.leaderboard.store;

import io.gamekeeper.leaderboard.BoardSeason;
import io.gamekeeper.leaderboard.ScoreEntry;
import io.gamekeeper.leaderboard.ScoreEraser;
import io.gamekeeper.leaderboard.SeasonArchive;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** Takes players out of the score log and of frozen seasons in DynamoDB. */
public final class DynamoScoreEraser implements ScoreEraser {
  /** Items that DynamoDB writes in one transaction. */
  private static final int BATCH = 100;

  private final DynamoDbClient dynamo;
  private final String log;
  private final String seasons;

  public DynamoScoreEraser(DynamoDbClient dynamo, String log, String seasons) {
    this.dynamo = dynamo;
    this.log = log;
    this.seasons = seasons;
  }

  @Override
  public void erase(BoardSeason at, List<ScoreEntry> entries) {
    for (int from = 0; from < entries.size(); from += BATCH) {
      List<TransactWriteItem> deletions =
          entries.subList(from, Math.min(entries.size(), from + BATCH)).stream()
              .map(
                  entry ->
                      TransactWriteItem.builder()
                          .delete(
                              delete -> delete.tableName(log).key(DynamoScoreLog.key(at, entry)))
                          .build())
              .toList();
      dynamo.transactWriteItems(write -> write.transactItems(deletions));
    }
  }

  /** A page that somebody else changes meanwhile is refused, and the round that tries it again. */
  @Override
  public boolean rename(
      BoardSeason at, SeasonArchive.Head head, int page, String player, String nobody) {
    Map<String, AttributeValue> key = DynamoSeasonArchive.pageOf(at, head, page);
    String rows =
        Items.attribute(
                dynamo.getItem(get -> get.tableName(seasons).key(key).consistentRead(true)).item(),
                DynamoSeasonArchive.ROWS)
            .s();
    String renamed =
        rows.lines()
            .map(
                row -> row.startsWith(player + ' ') ? nobody + row.substring(player.length()) : row)
            .collect(Collectors.joining("\n"));
    if (renamed.equals(rows)) {
      return false;
    }
    dynamo.updateItem(
        update ->
            update
                .tableName(seasons)
                .key(key)
                .updateExpression("SET #rows = :renamed")
                .conditionExpression("#rows = :rows")
                .expressionAttributeNames(Map.of("#rows", DynamoSeasonArchive.ROWS))
                .expressionAttributeValues(
                    Map.of(
                        ":rows", AttributeValue.fromS(rows),
                        ":renamed", AttributeValue.fromS(renamed))));
    return true;
  }
}
