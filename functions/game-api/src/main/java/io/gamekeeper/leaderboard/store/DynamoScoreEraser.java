package io.gamekeeper.leaderboard.store;

import io.gamekeeper.leaderboard.BoardSeason;
import io.gamekeeper.leaderboard.ScoreEntry;
import io.gamekeeper.leaderboard.ScoreEraser;
import io.gamekeeper.leaderboard.SeasonArchive;
import io.gamekeeper.platform.erasure.ItemDeletion;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Takes players out of the score log and of frozen seasons in DynamoDB. */
public final class DynamoScoreEraser implements ScoreEraser {
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
    ItemDeletion.delete(
        dynamo, log, entries.stream().map(entry -> DynamoScoreLog.key(at, entry)).toList());
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
