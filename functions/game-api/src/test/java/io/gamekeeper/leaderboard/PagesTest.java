package io.gamekeeper.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.leaderboard.Ranking.Position;
import io.gamekeeper.leaderboard.Ranking.Row;
import io.gamekeeper.leaderboard.store.DynamoScoreLog;
import io.gamekeeper.leaderboard.store.DynamoSeasonArchive;
import io.gamekeeper.leaderboard.store.Engines;
import io.gamekeeper.leaderboard.store.RedisLeaderboard;
import io.gamekeeper.testing.VirtualTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Protocol.Command;

final class PagesTest {
  private static final String LOG_TABLE = Engines.table();
  private static final String ARCHIVE_TABLE = Engines.table();

  private final VirtualTime clock =
      new VirtualTime(Instant.parse("2026-11-21T12:00:00Z"), Duration.ofNanos(1000));
  private final Random random = new Random(5);
  private final ScoreLog log = new DynamoScoreLog(Engines.dynamo(), LOG_TABLE);
  private final RedisLeaderboard ranking = new RedisLeaderboard(Engines.redis(), clock);
  private final SeasonArchive archive = new DynamoSeasonArchive(Engines.dynamo(), ARCHIVE_TABLE);
  private final Settlement settlement = new Settlement(log, ranking, clock::advance, random);
  private final BoardRecovery recovery =
      new BoardRecovery(log, ranking, settlement, at -> {}, clock::advance, random);
  private final ScoreSubmission submission =
      new ScoreSubmission(log, ranking, settlement, recovery, clock, random);
  private final SeasonEnd seasonEnd = new SeasonEnd(log, ranking, archive, clock);
  private final Leaderboards leaderboards =
      new Leaderboards(ranking, recovery, seasonEnd, archive, clock);

  @Test
  void aWalkSeesEveryPlayerWhoStandsStillOnceWhileOthersMove() {
    for (Order order : Order.values()) {
      Board board = board(Policy.LAST, order, 1000);
      for (int i = 0; i < 60; i++) {
        submission.submit(board, "still" + i, random.nextInt(10), null);
        submission.submit(board, "moving" + i, random.nextInt(10), null);
      }
      List<String> seen = new ArrayList<>();

      String cursor = null;
      do {
        ReadOutcome.Page page = page(board, null, cursor, 7);
        page.rows().forEach(row -> seen.add(row.player()));
        cursor = page.next();
        for (int i = 0; i < 10; i++) {
          // Also the player whose row the cursor names moves away.
          submission.submit(board, "moving" + random.nextInt(60), random.nextInt(10), null);
        }
      } while (cursor != null);

      assertThat(seen)
          .filteredOn(player -> player.startsWith("still"))
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, 60).mapToObj(i -> "still" + i).toList());
    }
  }

  @Test
  void theSizeBoundsPagesTotalsAndRanks() {
    Board board = board(Policy.BEST, Order.DESCENDING, 3);
    for (int i = 1; i <= 5; i++) {
      submission.submit(board, "p" + i, i, null);
    }

    ReadOutcome.Page page = page(board, null, null, 10);
    assertThat(page.total()).isEqualTo(3);
    assertThat(page.rows()).extracting(Row::player).containsExactly("p5", "p4", "p3");
    assertThat(page.next()).isNull();
    assertThat(leaderboards.around(board, "p2", 5)).isEqualTo(new ReadOutcome.NoSuchPlayer());
    assertThat(submission.submit(board, "p1", 1, null))
        .isEqualTo(new SubmitOutcome.Accepted(1, null, false, false));
    assertThat(submission.submit(board, "p1", 9, null))
        .isEqualTo(new SubmitOutcome.Accepted(9, 1L, true, false));
    assertThat(page(board, null, null, 10).rows())
        .extracting(Row::player)
        .containsExactly("p1", "p5", "p4");
  }

  @Test
  void neighboursAreCutOffAtBothEnds() {
    Board board = board(Policy.BEST, Order.DESCENDING, 1000);
    for (int i = 1; i <= 9; i++) {
      submission.submit(board, "p" + i, -i, null);
    }

    assertThat(around(board, "p1", 2)).containsExactly("p1", "p2", "p3");
    assertThat(around(board, "p5", 1)).containsExactly("p4", "p5", "p6");
    assertThat(around(board, "p9", 2)).containsExactly("p7", "p8", "p9");
    assertThat(around(board, "p5", 0)).containsExactly("p5");
    assertThat(leaderboards.around(board, "nobody", 2)).isEqualTo(new ReadOutcome.NoSuchPlayer());
  }

  @Test
  void friendsAreRankedAmongThemselves() {
    Board board = board(Policy.BEST, Order.ASCENDING, 1000);
    for (int i = 1; i <= 9; i++) {
      submission.submit(board, "p" + i, i, null);
    }

    assertThat(leaderboards.friends(board, Set.of("p7", "p2", "nobody")))
        .isInstanceOfSatisfying(
            ReadOutcome.Friends.class,
            friends -> {
              assertThat(friends.total()).isEqualTo(9);
              assertThat(friends.rows()).extracting(Row::player).containsExactly("p2", "p7");
              assertThat(friends.rows()).extracting(Row::rank).containsExactly(2L, 7L);
            });
  }

  @ParameterizedTest
  @CsvSource({"|7|,|+7|", "|7|,|07|", "|7|,|７|", "|100|,|+100|", "|100|,|0100|"})
  void aCursorThatOnlyReadsLikeOursIsRefused(String part, String other) {
    Position position = new Position(100, new Stamp(5, "r" + "x".repeat(22)), "ann");
    String ours = new BoardCursor("b", "all", 7, position).encode();
    String text = new String(Base64.getUrlDecoder().decode(ours), StandardCharsets.UTF_8);
    byte[] changed = text.replace(part, other).getBytes(StandardCharsets.UTF_8);

    assertThat(BoardCursor.decode(ours)).isPresent();
    assertThat(BoardCursor.decode(Base64.getUrlEncoder().withoutPadding().encodeToString(changed)))
        .isEmpty();
    assertThat(BoardCursor.decode(ours + "=".repeat(4 - ours.length() % 4))).isEmpty();
  }

  @Test
  void cursorsOfAnotherBoardOrSeasonAreRefused() {
    Board board = board(Policy.BEST, Order.DESCENDING, 1000);
    Board other = board(Policy.BEST, Order.DESCENDING, 1000);
    for (int i = 1; i <= 5; i++) {
      submission.submit(board, "p" + i, i, null);
    }
    String cursor = page(board, null, null, 2).next();

    assertThat(leaderboards.page(other, null, cursor, 2)).isEqualTo(new ReadOutcome.BadCursor());
    assertThat(leaderboards.page(board, "2026-11-20", cursor, 2))
        .isEqualTo(new ReadOutcome.BadCursor());
    assertThat(leaderboards.page(board, null, "bm9wZQ", 2)).isEqualTo(new ReadOutcome.BadCursor());
    assertThat(leaderboards.page(board, null, "%%", 2)).isEqualTo(new ReadOutcome.BadCursor());
    assertThat(page(board, "2026-11-21", cursor, 2).rows())
        .extracting(Row::player)
        .containsExactly("p3", "p2");
  }

  @Test
  void seasonsThatAreMalformedComingOrEmptyAreTold() {
    Board board = board(Policy.BEST, Order.DESCENDING, 1000);

    assertThat(leaderboards.page(board, "2026-W47", null, 2))
        .isEqualTo(new ReadOutcome.MalformedSeason());
    assertThat(leaderboards.page(board, "2026-11-22", null, 2))
        .isEqualTo(new ReadOutcome.UnknownSeason());
    assertThat(leaderboards.page(board, "2026-10-01", null, 2))
        .isEqualTo(new ReadOutcome.UnknownSeason());
    assertThat(page(board, "2026-11-21", null, 2).rows()).isEmpty();
  }

  @Test
  void aReaderFreezesASeasonThatNoTimerHasFrozen() {
    Board board = board(Policy.SUM, Order.DESCENDING, 700);
    BoardSeason at = new BoardSeason(board, board.seasons().at(clock.instant()));
    List<ScoreEntry> all = new ArrayList<>();
    for (int i = 0; i < 720; i++) {
      ScoreEntry entry =
          new ScoreEntry(
              "p" + i, random.nextInt(50), Worlds.stamp(1000 + random.nextInt(9), random));
      all.add(log.append(at, entry));
    }
    List<Row> expected = Worlds.ranks(board, all);
    // The walk begins while the season still runs, and goes on in the frozen one.
    new BoardRebuild(log, ranking, settlement, random).rebuild(at);
    List<Row> walked = new ArrayList<>(page(board, null, null, 33).rows());
    String cursor = page(board, null, null, 33).next();
    clock.set(at.season().end().plusSeconds(10));
    assertThat(archive.head(at)).isEmpty();
    assertThat(page(board, "2026-11-21", null, 1).rows()).containsExactly(expected.getFirst());
    assertThat(archive.head(at)).as("within the grace period").isEmpty();

    clock.set(at.season().end().plus(SeasonEnd.GRACE));
    Engines.redisCommand(Command.FLUSHALL);
    while (cursor != null) {
      ReadOutcome.Page page = page(board, null, cursor, 33);
      assertThat(page.total()).isEqualTo(700);
      walked.addAll(page.rows());
      cursor = page.next();
    }

    assertThat(walked).isEqualTo(expected);
    assertThat(archive.head(at)).map(SeasonArchive.Head::total).contains(700L);
  }

  @Test
  void aCursorFromTheRunningSeasonWhosePlayerMovedStillFindsItsPlaceInTheFrozenOne() {
    Board board = board(Policy.LAST, Order.DESCENDING, 1000);
    for (int i = 1; i <= 9; i++) {
      submission.submit(board, "p" + i, 10L * i, null);
    }
    String cursor = page(board, null, null, 3).next(); // after p7
    submission.submit(board, "p7", 1, null);
    clock.advance(Duration.ofDays(1));

    assertThat(page(board, null, cursor, 3).rows())
        .extracting(Row::player)
        .containsExactly("p6", "p5", "p4");
  }

  @Test
  void concurrentTimersFreezeASeasonOnce() throws Exception {
    Board board = board(Policy.BEST, Order.DESCENDING, 1000);
    BoardSeason at = new BoardSeason(board, board.seasons().at(clock.instant()));
    for (int i = 0; i < 50; i++) {
      submission.submit(board, "p" + i, i, null);
    }
    assertThat(seasonEnd.settle(at)).isEqualTo(new SeasonEnd.Outcome.TooEarly());
    clock.advance(Duration.ofDays(1));

    List<SeasonEnd.Outcome> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<SeasonEnd.Outcome>> running = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        running.add(threads.submit(() -> seasonEnd.settle(at)));
      }
      for (Future<SeasonEnd.Outcome> each : running) {
        outcomes.add(each.get());
      }
    }

    SeasonArchive.Head head = archive.head(at).orElseThrow();
    assertThat(outcomes).filteredOn(new SeasonEnd.Outcome.Frozen(head, true)::equals).hasSize(1);
    assertThat(outcomes).filteredOn(new SeasonEnd.Outcome.Frozen(head, false)::equals).hasSize(3);
    assertThat(
            (Long)
                Engines.redisCommand(
                    Command.PTTL, "{lb:%s:2026-11-21}:ranks".formatted(board.id())))
        .as("what Redis keeps of the season expires")
        .isPositive();
    assertThat(archive.commit(at, new SeasonArchive.Head(0, "other"))).isFalse();
  }

  @Test
  void aPageOfAnotherContentDoesNotTouchTheCommittedOne() {
    Board board = board(Policy.BEST, Order.DESCENDING, 1000);
    BoardSeason at = Worlds.fresh(board);
    Row row = new Row(1, "ann", 5, Worlds.stamp(1, random));
    SeasonArchive.Head head = new SeasonArchive.Head(1, "hash");
    archive.put(at, head.hash(), 0, List.of(row));
    archive.commit(at, head);

    archive.put(at, "different", 0, List.of(new Row(1, "eve", 9, Worlds.stamp(2, random))));

    assertThat(archive.page(at, head, 0)).containsExactly(row);
  }

  private List<String> around(Board board, String player, int neighbours) {
    ReadOutcome.Around around = (ReadOutcome.Around) leaderboards.around(board, player, neighbours);
    assertThat(around.own().player()).isEqualTo(player);
    return around.rows().stream().map(Row::player).toList();
  }

  private ReadOutcome.Page page(
      Board board, @Nullable String season, @Nullable String cursor, int limit) {
    return (ReadOutcome.Page) leaderboards.page(board, season, cursor, limit);
  }

  private static Board board(Policy policy, Order order, int size) {
    return new Board(
        Engines.uniqueName("pages"),
        order,
        policy,
        Worlds.ANY_SCORE,
        new SeasonCalendar(SeasonCalendar.Kind.DAILY, ZoneId.of("UTC")),
        size);
  }
}
