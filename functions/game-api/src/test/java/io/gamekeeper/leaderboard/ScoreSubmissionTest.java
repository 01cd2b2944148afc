package io.gamekeeper.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.gamekeeper.leaderboard.Ranking.Row;
import io.gamekeeper.leaderboard.SubmitOutcome.Accepted;
import io.gamekeeper.leaderboard.SubmitOutcome.KeyReused;
import io.gamekeeper.leaderboard.SubmitOutcome.NotRecorded;
import io.gamekeeper.leaderboard.SubmitOutcome.RecordedOnly;
import io.gamekeeper.leaderboard.store.DynamoScoreLog;
import io.gamekeeper.leaderboard.store.Engines;
import io.gamekeeper.leaderboard.store.RedisLeaderboard;
import io.gamekeeper.platform.RedisConnection;
import io.gamekeeper.platform.RedisScript;
import io.gamekeeper.platform.RedisUnavailableException;
import io.gamekeeper.testing.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Protocol.Command;

final class ScoreSubmissionTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final String TABLE = Engines.table();

  private final VirtualTime clock = new VirtualTime(NOON, Duration.ofNanos(1000));
  private final FaultyRedis redis = new FaultyRedis();
  private final FaultyLog log = new FaultyLog();
  private final RedisLeaderboard ranking = new RedisLeaderboard(redis, clock);
  private final List<BoardSeason> requested = new ArrayList<>();
  private final Random random = new Random(11);
  private final Settlement settlement = new Settlement(log, ranking, clock::advance, random);
  private final BoardRecovery recovery =
      new BoardRecovery(log, ranking, settlement, requested::add, clock::advance, random);
  private final ScoreSubmission submission =
      new ScoreSubmission(log, ranking, settlement, recovery, clock, random);

  @Test
  void aRepeatWithTheSameKeyCountsOnce() {
    Board board = board(Policy.SUM, SeasonCalendar.Kind.NONE);

    assertThat(submission.submit(board, "ann", 10, "k1"))
        .isEqualTo(new Accepted(10, 1L, true, false));
    assertThat(submission.submit(board, "ann", 10, "k1"))
        .isEqualTo(new Accepted(10, 1L, true, true));
    assertThat(submission.submit(board, "ann", 5, "k2"))
        .isEqualTo(new Accepted(15, 1L, true, false));
    assertThat(submission.submit(board, "ann", 10, "k1"))
        .as("a later entry holds the score now")
        .isEqualTo(new Accepted(15, 1L, false, true));
    assertThat(submission.submit(board, "bob", 7, "k1"))
        .as("keys are the player's own")
        .isEqualTo(new Accepted(7, 2L, true, false));
  }

  @Test
  void aRepeatLongAfterwardsStillCountsOnce() {
    Board board = board(Policy.SUM, SeasonCalendar.Kind.NONE);
    submission.submit(board, "ann", 1, "first");
    for (int i = 0; i < 3 * Standing.RECENT; i++) {
      submission.submit(board, "ann", 1, null);
    }

    assertThat(submission.submit(board, "ann", 1, "first"))
        .isEqualTo(new Accepted(1 + 3 * Standing.RECENT, 1L, false, true));
  }

  @Test
  void theSameKeyWithAnotherScoreIsRefused() {
    Board board = board(Policy.BEST, SeasonCalendar.Kind.NONE);
    submission.submit(board, "ann", 10, "k");

    assertThat(submission.submit(board, "ann", 11, "k")).isEqualTo(new KeyReused());
    assertThat(submission.submit(board, "ann", 10, "k"))
        .isEqualTo(new Accepted(10, 1L, true, true));
  }

  @Test
  void aScoreOutOfBoundsIsRefusedBeforeTheLog() {
    Board board = board(Policy.BEST, SeasonCalendar.Kind.NONE);

    assertThat(submission.submit(board, "ann", ScoreBounds.MAX + 1, null))
        .isEqualTo(new SubmitOutcome.OutOfBounds(Worlds.ANY_SCORE));
    assertThat(log.appends.get()).isZero();
  }

  @Test
  void whoReachedTheScoreFirstRanksHigher() {
    Board board = board(Policy.BEST, SeasonCalendar.Kind.NONE);
    submission.submit(board, "zoe", ScoreBounds.MAX, null);
    submission.submit(board, "ann", ScoreBounds.MAX, null);
    submission.submit(board, "bob", ScoreBounds.MAX - 1, null);

    assertThat(rows(board)).extracting(Row::player).containsExactly("zoe", "ann", "bob");
  }

  @Test
  void aRepeatAfterTheSeasonsEndCountsInTheSeasonOfTheFirst() {
    Board board = board(Policy.SUM, SeasonCalendar.Kind.DAILY);
    clock.set(Instant.parse("2026-11-21T23:59:59.999Z"));
    submission.submit(board, "ann", 10, "k");
    Season first = board.seasons().at(clock.instant());
    clock.set(Instant.parse("2026-11-22T00:00:00.500Z"));

    assertThat(submission.submit(board, "ann", 10, "k"))
        .isEqualTo(new Accepted(10, 1L, true, true));
    assertThat(submission.submit(board, "ann", 11, "k")).isEqualTo(new KeyReused());

    Season second = board.seasons().at(clock.instant());
    assertThat(log.entriesOf(new BoardSeason(board, first), "ann")).hasSize(1);
    assertThat(log.entriesOf(new BoardSeason(board, second), "ann")).isEmpty();
  }

  @Test
  void aRepeatWithinADayCountsOnceAlsoWhenAWholeShortDayLiesBetween() {
    // Clocks go forward on 29 March 2026 in Berlin: that day has 23 hours.
    Board board = board(Policy.SUM, SeasonCalendar.Kind.DAILY, ZoneId.of("Europe/Berlin"));
    clock.set(Instant.parse("2026-03-28T22:59:59Z"));
    submission.submit(board, "ann", 10, "k");
    clock.advance(Duration.ofHours(23).plusMinutes(30));
    assertThat(board.seasons().at(clock.instant()).id()).isEqualTo("2026-03-30");

    assertThat(submission.submit(board, "ann", 10, "k"))
        .isEqualTo(new Accepted(10, 1L, true, true));
    assertThat(log.entriesOf(at(board), "ann")).isEmpty();
  }

  /** Where a request may break off. */
  enum CrashPoint {
    BEFORE_THE_LOG,
    AFTER_THE_LOG,
    BEFORE_REDIS,
    AFTER_REDIS
  }

  @ParameterizedTest
  @EnumSource
  void aRequestThatBrokeOffAnywhereCountsOnceWhenItIsRepeated(CrashPoint point) {
    for (Policy policy : Policy.values()) {
      Board board = board(policy, SeasonCalendar.Kind.NONE);
      submission.submit(board, "ann", 5, "before");
      switch (point) {
        case BEFORE_THE_LOG -> log.failBefore = true;
        case AFTER_THE_LOG -> log.failAfter = true;
        case BEFORE_REDIS -> redis.failBefore = true;
        case AFTER_REDIS -> redis.failAfter = true;
      }
      try {
        SubmitOutcome broken = submission.submit(board, "ann", 8, "broken");
        assertThat(broken).isEqualTo(new RecordedOnly());
      } catch (LostReplyException e) {
        assertThat(point).isIn(CrashPoint.BEFORE_THE_LOG, CrashPoint.AFTER_THE_LOG);
      }

      SubmitOutcome repeated = submission.submit(board, "ann", 8, "broken");

      long expected = policy.adds() ? 13 : 8;
      boolean wasLogged = point != CrashPoint.BEFORE_THE_LOG;
      assertThat(repeated).isEqualTo(new Accepted(expected, 1L, true, wasLogged));
      assertThat(rows(board)).extracting(Row::score).containsExactly(expected);
    }
  }

  @Test
  void anEntryThatOvertookAnotherIsSettledFromTheLog() {
    Board board = board(Policy.LAST, SeasonCalendar.Kind.NONE);
    log.failAfter = true;
    try {
      submission.submit(board, "ann", 1, "slow");
    } catch (LostReplyException e) {
      assertThat(e).hasMessage("lost");
    }
    submission.submit(board, "ann", 2, "fast");

    assertThat(submission.submit(board, "ann", 1, "slow"))
        .isEqualTo(new Accepted(2, 1L, false, true));
    assertThat(rows(board)).extracting(Row::score).containsExactly(2L);
  }

  @Test
  void whileRedisIsKnownToBeDownNothingIsLogged() {
    Board board = board(Policy.BEST, SeasonCalendar.Kind.NONE);
    submission.submit(board, "ann", 1, null);
    redis.down = true;
    for (int i = 0; i < 3; i++) {
      assertThat(submission.submit(board, "ann", 2, null)).isEqualTo(new RecordedOnly());
    }
    int logged = log.appends.get();

    assertThat(submission.submit(board, "ann", 3, null)).isEqualTo(new NotRecorded());
    clock.advance(Duration.ofSeconds(2));
    assertThat(submission.submit(board, "ann", 3, null)).isEqualTo(new NotRecorded());
    assertThat(log.appends.get()).isEqualTo(logged);

    redis.down = false;
    clock.advance(Duration.ofSeconds(2));
    assertThat(submission.submit(board, "ann", 3, null))
        .isEqualTo(new Accepted(3, 1L, true, false));
  }

  @Test
  void aLargeBoardThatIsLostIsRestoredInTheBackgroundAndTheScoreIsKept() {
    Board board = board(Policy.SUM, SeasonCalendar.Kind.NONE);
    BoardSeason at = at(board);
    for (int i = 0; i <= BoardRecovery.SMALL; i++) {
      log.append(at, new ScoreEntry("p" + i % 50, 1, Worlds.stamp(i, random)));
    }

    assertThat(submission.submit(board, "ann", 5, "k")).isEqualTo(new RecordedOnly());
    assertThat(submission.submit(board, "ann", 5, "k")).isEqualTo(new RecordedOnly());

    assertThat(requested).as("asked once").containsExactly(at);
    BoardRebuild.Outcome outcome = new BoardRebuild(log, ranking, settlement, random).rebuild(at);
    assertThat(outcome).isInstanceOf(BoardRebuild.Outcome.Rebuilt.class);
    assertThat(submission.submit(board, "ann", 5, "k")).isEqualTo(new Accepted(5, 51L, true, true));
  }

  @Test
  void aSmallBoardThatIsLostIsRestoredOnTheSpot() {
    Board board = board(Policy.SUM, SeasonCalendar.Kind.NONE);
    submission.submit(board, "ann", 5, null);
    submission.submit(board, "bob", 7, null);
    Engines.redisCommand(Command.FLUSHALL);

    assertThat(submission.submit(board, "ann", 1, null))
        .isEqualTo(new Accepted(6, 2L, true, false));
    assertThat(rows(board)).extracting(Row::player).containsExactly("bob", "ann");
  }

  @Test
  void concurrentSubmissionsWithClocksThatDisagreeMakeTheModelsBoard() throws Exception {
    for (Policy policy : Policy.values()) {
      Board board = board(policy, SeasonCalendar.Kind.NONE);
      BoardSeason at = at(board);
      assertThat(recovery.recover(at)).isTrue();
      AtomicInteger refused = new AtomicInteger();
      CountDownLatch start = new CountDownLatch(1);
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
          long skewMicros = 700L * thread;
          int seed = thread;
          running.add(
              threads.submit(
                  () -> {
                    Random own = new Random(seed);
                    ScoreSubmission instance =
                        new ScoreSubmission(
                            log,
                            ranking,
                            settlement,
                            recovery,
                            () -> clock.instant().plusNanos(1000 * skewMicros),
                            own);
                    start.await();
                    for (int i = 0; i < 40; i++) {
                      long score = own.nextInt(4);
                      String key = "key" + own.nextInt(60);
                      String player = "p" + own.nextInt(3);
                      if (instance.submit(board, player, score, key) instanceof RecordedOnly) {
                        refused.incrementAndGet();
                      }
                    }
                    return null;
                  }));
        }
        start.countDown();
        for (Future<?> each : running) {
          each.get();
        }
      }

      List<ScoreEntry> all = new ArrayList<>();
      log.forEachPlayer(at, all::addAll);
      assertThat(refused).hasValue(0);
      assertThat(rows(board)).as("%s", policy).isEqualTo(Worlds.ranks(board, all));
    }
  }

  private List<Row> rows(Board board) {
    return ranking.rows(at(board), 100, null);
  }

  private BoardSeason at(Board board) {
    return new BoardSeason(board, board.seasons().at(clock.instant()));
  }

  private static Board board(Policy policy, SeasonCalendar.Kind kind) {
    return board(policy, kind, ZoneId.of("UTC"));
  }

  private static Board board(Policy policy, SeasonCalendar.Kind kind, ZoneId zone) {
    return new Board(
        Engines.uniqueName("board"),
        Order.DESCENDING,
        policy,
        Worlds.ANY_SCORE,
        new SeasonCalendar(kind, zone),
        1000);
  }

  /** The reply of the log did not arrive. */
  private static final class LostReplyException extends RuntimeException {
    LostReplyException() {
      super("lost");
    }
  }

  /** DynamoDB, failing once where a test wants it. */
  private static final class FaultyLog implements ScoreLog {
    private final ScoreLog log = new DynamoScoreLog(Engines.dynamo(), TABLE);
    private final AtomicInteger appends = new AtomicInteger();
    private boolean failBefore;
    private boolean failAfter;

    @Override
    public ScoreEntry append(BoardSeason at, ScoreEntry entry) {
      if (failBefore) {
        failBefore = false;
        throw new LostReplyException();
      }
      appends.incrementAndGet();
      ScoreEntry logged = log.append(at, entry);
      if (failAfter) {
        failAfter = false;
        throw new LostReplyException();
      }
      return logged;
    }

    @Override
    public Optional<ScoreEntry> find(BoardSeason at, String player, String requestId) {
      return log.find(at, player, requestId);
    }

    @Override
    public List<ScoreEntry> entriesOf(BoardSeason at, String player) {
      return log.entriesOf(at, player);
    }

    @Override
    public Optional<List<ScoreEntry>> entriesUpTo(BoardSeason at, int limit) {
      return log.entriesUpTo(at, limit);
    }

    @Override
    public void forEachPlayer(BoardSeason at, Consumer<List<ScoreEntry>> player) {
      log.forEachPlayer(at, player);
    }
  }

  /** Redis, failing where a test wants it. */
  private static final class FaultyRedis implements RedisConnection {
    private boolean failBefore;
    private boolean failAfter;
    private boolean down;

    @Override
    public @Nullable Object run(RedisScript script, List<String> keys, List<String> arguments) {
      if (down || failBefore) {
        failBefore = false;
        throw new RedisUnavailableException("down", null);
      }
      Object reply = Engines.redis().run(script, keys, arguments);
      if (failAfter) {
        failAfter = false;
        throw new RedisUnavailableException("lost", null);
      }
      return reply;
    }

    @Override
    public List<@Nullable Object> runAll(RedisScript script, List<ScriptCall> calls) {
      return Engines.redis().runAll(script, calls);
    }

    @Override
    public void ping() {
      if (down) {
        throw new RedisUnavailableException("down", null);
      }
      Engines.redis().ping();
    }
  }
}
