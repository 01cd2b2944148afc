package io.gamekeeper.leaderboard.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.leaderboard.Board;
import io.gamekeeper.leaderboard.BoardSeason;
import io.gamekeeper.leaderboard.Order;
import io.gamekeeper.leaderboard.Policy;
import io.gamekeeper.leaderboard.RequestId;
import io.gamekeeper.leaderboard.ScoreBounds;
import io.gamekeeper.leaderboard.ScoreEntry;
import io.gamekeeper.leaderboard.SeasonCalendar;
import io.gamekeeper.leaderboard.Stamp;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DynamoScoreLogTest {
  private final Random random = new Random(23);
  private final DynamoScoreLog log = new DynamoScoreLog(Engines.dynamo(), Engines.table());
  private final Board board =
      new Board(
          "board",
          Order.DESCENDING,
          Policy.SUM,
          new ScoreBounds(-ScoreBounds.MAX, ScoreBounds.MAX),
          new SeasonCalendar(SeasonCalendar.Kind.DAILY, ZoneId.of("UTC")),
          10);
  private final BoardSeason today =
      new BoardSeason(board, board.seasons().at(Instant.parse("2026-11-21T12:00:00Z")));
  private final BoardSeason yesterday =
      new BoardSeason(board, board.seasons().before(today.season()));

  @Test
  void theFirstEntryOfARequestStays() {
    ScoreEntry first = entry("ann", ScoreBounds.MAX, 5, RequestId.ofKey("k"));
    ScoreEntry second = entry("ann", -7, 9, RequestId.ofKey("k"));

    assertThat(log.append(today, first)).isEqualTo(first);
    assertThat(log.append(today, second)).isEqualTo(first);

    assertThat(log.find(today, "ann", RequestId.ofKey("k"))).contains(first);
    assertThat(log.find(today, "ann", RequestId.ofKey("other"))).isEmpty();
    assertThat(log.find(yesterday, "ann", RequestId.ofKey("k"))).isEmpty();
    assertThat(log.append(yesterday, second)).as("another season").isEqualTo(second);
    assertThat(log.entriesOf(today, "ann")).containsExactly(first);
  }

  @Test
  void playersWhoseNamesBeginAlikeAreKeptApart() {
    List<String> players = List.of("a", "a-b", "a.b", "a:b", "ab", "a_", "A");
    for (String player : players) {
      for (int i = 0; i < 3; i++) {
        log.append(today, entry(player, i, i, RequestId.random(random)));
      }
    }

    Set<String> seen = new HashSet<>();
    log.forEachPlayer(
        today,
        entries -> {
          assertThat(entries).hasSize(3);
          assertThat(seen.add(entries.getFirst().player())).isTrue();
        });

    assertThat(seen).containsExactlyInAnyOrderElementsOf(players);
    players.forEach(
        player ->
            assertThat(log.entriesOf(today, player))
                .hasSize(3)
                .allMatch(entry -> entry.player().equals(player)));
  }

  @Test
  void aSmallSeasonIsReadWhole() {
    assertThat(log.entriesUpTo(today, 5)).contains(List.of());
    List<ScoreEntry> entries = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      entries.add(log.append(today, entry("p" + i, i, i, RequestId.random(random))));
    }

    assertThat(log.entriesUpTo(today, 5))
        .hasValueSatisfying(read -> assertThat(read).containsExactlyInAnyOrderElementsOf(entries));
    assertThat(log.entriesUpTo(today, 4)).isEmpty();
  }

  private static ScoreEntry entry(String player, long score, long micros, String requestId) {
    return new ScoreEntry(player, score, new Stamp(micros, requestId));
  }
}
