package io.gamekeeper.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.leaderboard.BoardRebuild.Outcome.Rebuilt;
import io.gamekeeper.leaderboard.Ranking.Build;
import io.gamekeeper.leaderboard.Ranking.Placing;
import io.gamekeeper.leaderboard.Ranking.Reading;
import io.gamekeeper.leaderboard.store.DynamoScoreLog;
import io.gamekeeper.leaderboard.store.Engines;
import io.gamekeeper.leaderboard.store.RedisLeaderboard;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Protocol.Command;

final class BoardRebuildTest {
  private static final String TABLE = Engines.table();

  private final Random random = new Random(13);
  private final ScoreLog log = new DynamoScoreLog(Engines.dynamo(), TABLE);
  private final RedisLeaderboard ranking =
      new RedisLeaderboard(Engines.redis(), InstantSource.system());
  private final Settlement settlement = new Settlement(log, ranking, duration -> {}, random);
  private final BoardRebuild rebuild = new BoardRebuild(log, ranking, settlement, random);
  private final List<ScoreEntry> entries = new ArrayList<>();

  @ParameterizedTest
  @EnumSource
  void afterTheLossOfEverythingTheBoardIsTheSame(Policy policy) {
    BoardSeason at = boardWithScores(policy);
    String live = rebuilt(at).hash();

    Engines.redisCommand(Command.FLUSHALL);
    Rebuilt again = rebuilt(at);

    assertThat(again.hash()).isEqualTo(live).isNotEqualTo(again.before());
    assertThat(again.entries()).isEqualTo(entries.size());
    assertThat(again.players()).isEqualTo(40);
    assertThat(ranking.rows(at, 1000, null)).isEqualTo(Worlds.ranks(at.board(), entries));
    // A repeat is still known after the rebuild.
    ScoreEntry newest = entries.getLast();
    ranking.submit(at, newest);
    assertThat(rebuilt(at).before()).isEqualTo(live);
  }

  @ParameterizedTest
  @EnumSource
  void aRebuildOfAnIntactBoardChangesNothing(Policy policy) {
    BoardSeason at = boardWithScores(policy);

    Rebuilt rebuilt = rebuilt(at);

    assertThat(rebuilt.hash()).isEqualTo(rebuilt.before());
  }

  @Test
  void partialLossIsRepairedInPlaceWhileTheBoardStaysReadable() {
    BoardSeason at = boardWithScores(Policy.SUM);
    String live = rebuilt(at).hash();
    String tag = "{lb:%s:%s}".formatted(at.board().id(), at.season().id());

    Engines.redisCommand(Command.HDEL, tag + ":states", "p1", "p2", "p3");
    Engines.redisCommand(Command.ZREMRANGEBYRANK, tag + ":ranks", "4", "9");
    String stranger = Worlds.stamp(1, random).encode();
    Engines.redisCommand(Command.ZADD, tag + ":ranks", "-3", stranger + ":ghost");
    Engines.redisCommand(
        Command.HSET,
        tag + ":states",
        "ghost2",
        "1;" + stranger + ";1;" + stranger + ";0;1;" + stranger);
    // An old state, as a replica that lagged behind has it.
    Engines.redisCommand(
        Command.HSET,
        tag + ":states",
        "p5",
        "1;" + stranger + ";1;" + stranger + ";0;1;" + stranger);

    assertThat(ranking.page(at, 5, null)).isInstanceOf(Reading.Ready.class);
    assertThat(rebuilt(at).hash()).isEqualTo(live);
    assertThat(ranking.players(at, "0").states()).doesNotContainKeys("ghost", "ghost2");
  }

  @Test
  void onlyOneRebuildRunsAtATime() {
    BoardSeason at = Worlds.fresh(Worlds.board(Policy.BEST, Order.DESCENDING, 10));
    ranking.begin(at, "other", Build.LONG, Duration.ofMinutes(1));

    assertThat(rebuild.rebuild(at)).isEqualTo(new BoardRebuild.Outcome.Busy());
    assertThat(ranking.claimRebuild(at, Duration.ofMinutes(1))).isTrue();
    assertThat(ranking.claimRebuild(at, Duration.ofMinutes(1))).isFalse();
  }

  @Test
  void aRebuildTakesOverFromARequestThatOnlyLooksHowLargeTheBoardIs() {
    BoardSeason at = Worlds.fresh(Worlds.board(Policy.BEST, Order.DESCENDING, 10));
    ranking.begin(at, "request", Build.BRIEF, Duration.ofMinutes(1));

    assertThat(rebuild.rebuild(at)).isInstanceOf(Rebuilt.class);
    assertThat(ranking.finish(at, "request", Build.BRIEF)).isFalse();
    assertThat(ranking.page(at, 1, null)).isInstanceOf(Reading.Ready.class);
  }

  @Test
  void aLossDuringTheBuildIsNoticed() {
    BoardSeason at = Worlds.fresh(Worlds.board(Policy.BEST, Order.DESCENDING, 10));
    ranking.begin(at, "build", Build.LONG, Duration.ofMinutes(1));

    Engines.redisCommand(Command.FLUSHALL);

    assertThat(ranking.prolong(at, "build", Build.LONG, Duration.ofMinutes(1))).isFalse();
    assertThat(ranking.finish(at, "build", Build.LONG)).isFalse();
    assertThat(ranking.page(at, 1, null)).isEqualTo(new Reading.NotReady<>(Ranking.Condition.LOST));
  }

  @Test
  void scoresThatArriveDuringTheBuildAreNotLost() {
    BoardSeason at = Worlds.fresh(Worlds.board(Policy.SUM, Order.DESCENDING, 10));
    ScoreEntry earlier = new ScoreEntry("ann", 5, Worlds.stamp(1, random));
    log.append(at, earlier);
    ranking.begin(at, "build", Build.LONG, Duration.ofMinutes(1));
    ScoreEntry meanwhile = new ScoreEntry("ann", 3, Worlds.stamp(2, random));
    log.append(at, meanwhile);
    assertThat(ranking.submit(at, meanwhile))
        .isEqualTo(new Placing.NotReady(Ranking.Condition.BUILDING));
    ranking.abandon(at, "build", Build.LONG);

    rebuilt(at);

    assertThat(ranking.submit(at, meanwhile)).isEqualTo(new Placing.Placed(8, 1L, true));
  }

  private BoardSeason boardWithScores(Policy policy) {
    BoardSeason at =
        Worlds.ready(ranking, Worlds.fresh(Worlds.board(policy, Order.DESCENDING, 1000)));
    for (int i = 0; i < 600; i++) {
      ScoreEntry entry =
          new ScoreEntry("p" + i % 40, random.nextInt(20), Worlds.stamp(1000 + i, random));
      entries.add(log.append(at, entry));
      assertThat(ranking.submit(at, entry)).isInstanceOf(Placing.Placed.class);
    }
    return at;
  }

  private Rebuilt rebuilt(BoardSeason at) {
    return (Rebuilt) rebuild.rebuild(at);
  }
}
