package io.gamekeeper.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.leaderboard.Ranking.Placing;
import io.gamekeeper.leaderboard.Ranking.Row;
import io.gamekeeper.leaderboard.store.Engines;
import io.gamekeeper.leaderboard.store.RedisLeaderboard;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/**
 * Whatever the order, the repetitions and the latecomers: the ranking in Redis is what the pure
 * model makes of the set of entries.
 */
final class RankingEqualsModelTest {
  private static final long[] EXTREMES = {
    ScoreBounds.MAX, ScoreBounds.MAX - 1, -ScoreBounds.MAX, 1 - ScoreBounds.MAX, 0
  };

  private final RedisLeaderboard ranking =
      new RedisLeaderboard(Engines.redis(), InstantSource.system());

  @Property(tries = 400, shrinking = ShrinkingMode.OFF)
  void anyOrderOfApplicationGivesTheModelsRanks(
      @ForAll Policy policy,
      @ForAll Order order,
      @ForAll @IntRange(min = 1, max = 60) int entries,
      @ForAll @IntRange(min = 1, max = 6) int size,
      @ForAll boolean extremes,
      @ForAll long seed) {
    Random random = new Random(seed);
    Board board = Worlds.board(policy, order, size);
    BoardSeason at = Worlds.ready(ranking, Worlds.fresh(board));
    MemoryScoreLog log = new MemoryScoreLog();
    List<ScoreEntry> all = entries(policy, entries, extremes, random);
    List<ScoreEntry> arriving = new ArrayList<>(all);
    arriving.addAll(all.subList(0, random.nextInt(all.size())));
    if (random.nextBoolean()) {
      Collections.shuffle(arriving, random);
    } else {
      nearlySort(arriving, random);
    }

    arriving.forEach(entry -> submit(at, log, entry));

    List<Row> expected = Worlds.ranks(board, all);
    assertThat(ranking.rows(at, 100, null)).isEqualTo(expected);
    for (ScoreEntry entry : all) {
      Standing standing = Standing.fold(board, log.entriesOf(at, entry.player())).orElseThrow();
      assertThat(submit(at, log, entry))
          .as("a repeat tells the standing and changes nothing")
          .isEqualTo(
              new Placing.Placed(
                  standing.score(),
                  expected.stream()
                      .filter(row -> row.player().equals(entry.player()))
                      .map(Row::rank)
                      .findFirst()
                      .orElse(null),
                  standing.reached().equals(entry.stamp()) && standing.improved()));
    }
    assertThat(ranking.rows(at, 100, null)).isEqualTo(expected);
  }

  private Placing submit(BoardSeason at, ScoreLog log, ScoreEntry entry) {
    log.append(at, entry);
    Settlement settlement = new Settlement(log, ranking, duration -> {}, new Random(0));
    Placing placing = ranking.submit(at, entry);
    if (placing instanceof Placing.Late late) {
      assertThat(settlement.settle(at, entry.player(), late.state())).isTrue();
      placing = ranking.submitSettled(at, entry);
    }
    return placing;
  }

  // Few players, few scores, few instants: ties and repetitions are the rule.
  private static List<ScoreEntry> entries(
      Policy policy, int count, boolean extremes, Random random) {
    List<ScoreEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long score = extremes ? EXTREMES[random.nextInt(EXTREMES.length)] : random.nextLong(-3, 4);
      if (policy == Policy.INCREMENT) {
        score = Math.abs(score);
      }
      String player = "p" + random.nextInt(8);
      entries.add(new ScoreEntry(player, score, Worlds.stamp(1_000 + random.nextInt(20), random)));
    }
    return entries;
  }

  // As on AWS: mostly in order, a few late.
  private static void nearlySort(List<ScoreEntry> entries, Random random) {
    entries.sort((one, other) -> one.stamp().compareTo(other.stamp()));
    for (int i = 0; i < entries.size() / 8; i++) {
      Collections.swap(entries, random.nextInt(entries.size()), random.nextInt(entries.size()));
    }
  }
}
