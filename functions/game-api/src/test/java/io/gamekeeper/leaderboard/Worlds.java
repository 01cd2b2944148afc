package io.gamekeeper.leaderboard;

import io.gamekeeper.leaderboard.Ranking.Build;
import io.gamekeeper.leaderboard.Ranking.Row;
import io.gamekeeper.leaderboard.store.Engines;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Boards, stamps and the expected order of entries, for tests. */
final class Worlds {
  static final ScoreBounds ANY_SCORE = new ScoreBounds(-ScoreBounds.MAX, ScoreBounds.MAX);

  private Worlds() {}

  /** Returns a board without seasons. */
  static Board board(Policy policy, Order order, int size) {
    SeasonCalendar endless = new SeasonCalendar(SeasonCalendar.Kind.NONE, ZoneId.of("UTC"));
    return new Board("test", order, policy, ANY_SCORE, endless, size);
  }

  /** Returns a season of that board which no other test uses. */
  static BoardSeason fresh(Board board) {
    return new BoardSeason(
        board, new Season(Engines.uniqueName("season"), Instant.MIN, Instant.MAX));
  }

  /** Declares an empty board complete. */
  static BoardSeason ready(Ranking ranking, BoardSeason at) {
    ranking.begin(at, "test", Build.BRIEF, Duration.ofMinutes(1));
    ranking.finish(at, "test", Build.BRIEF);
    return at;
  }

  /** Returns a stamp of a request without a key. */
  static Stamp stamp(long micros, RandomGenerator random) {
    return new Stamp(micros, RequestId.random(random));
  }

  /** Returns the ranks that these entries make, computed without any store. */
  static List<Row> ranks(Board board, List<ScoreEntry> entries) {
    Map<String, List<ScoreEntry>> byPlayer =
        entries.stream().collect(Collectors.groupingBy(ScoreEntry::player));
    List<Row> unranked = new ArrayList<>();
    byPlayer.forEach(
        (player, ofPlayer) ->
            Standing.fold(board, ofPlayer)
                .ifPresent(
                    standing ->
                        unranked.add(new Row(0, player, standing.score(), standing.reached()))));
    unranked.sort(
        Comparator.<Row>comparingLong(row -> board.order().sortScore(row.score()))
            .thenComparing(Row::reached)
            .thenComparing(Row::player));
    List<Row> rows = new ArrayList<>();
    for (Row row : unranked.subList(0, Math.min(unranked.size(), board.size()))) {
      rows.add(new Row(rows.size() + 1L, row.player(), row.score(), row.reached()));
    }
    return rows;
  }
}
