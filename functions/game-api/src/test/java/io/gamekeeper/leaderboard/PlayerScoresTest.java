package io.gamekeeper.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gamekeeper.leaderboard.Ranking.Row;
import io.gamekeeper.leaderboard.Ranking.State;
import io.gamekeeper.leaderboard.store.DynamoScoreEraser;
import io.gamekeeper.leaderboard.store.DynamoScoreLog;
import io.gamekeeper.leaderboard.store.DynamoSeasonArchive;
import io.gamekeeper.leaderboard.store.Engines;
import io.gamekeeper.leaderboard.store.RedisLeaderboard;
import io.gamekeeper.testing.VirtualTime;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The erasure of a player from the boards, on DynamoDB Local and a real Redis. */
final class PlayerScoresTest {
  private static final String ANN = "ann-4711";
  private static final Duration DAY = Duration.ofDays(1);

  private final VirtualTime clock = new VirtualTime(Instant.parse("2026-03-05T12:00:00Z"));
  private final Random random = new Random(5);
  private final Ranking ranking = new RedisLeaderboard(Engines.redis(), clock);
  private String logTable = "";
  private String seasonTable = "";
  private Board forever = board(SeasonCalendar.Kind.NONE, Policy.SUM);
  private Board daily = board(SeasonCalendar.Kind.DAILY, Policy.BEST);

  @BeforeEach
  void begin() {
    clock.set(Instant.parse("2026-03-05T12:00:00Z"));
    logTable = Engines.table();
    seasonTable = Engines.table();
    forever = board(SeasonCalendar.Kind.NONE, Policy.SUM);
    daily = board(SeasonCalendar.Kind.DAILY, Policy.BEST);
  }

  @Test
  void anErasedPlayerIsOnNoBoardAndInNoSeason() {
    BoardSeason yesterday = play();
    List<Row> frozen = rows(yesterday);

    assertThat(rounds()).isLessThan(5);

    assertThat(rowsThatName(ANN)).isEmpty();
    assertThat(ranking.state(at(forever), ANN)).isEqualTo(State.ABSENT);
    assertThat(ranking.rows(at(forever), 10, null))
        .extracting(Row::player)
        .containsExactly("bob", "cy");
    List<Row> after = rows(yesterday);
    assertThat(after).extracting(Row::score).isEqualTo(frozen.stream().map(Row::score).toList());
    assertThat(after).extracting(Row::player).doesNotContain(ANN).contains("bob", "cy");
    assertThat(after).anyMatch(row -> row.player().startsWith("erased:"));

    rebuild(at(forever));
    rebuild(at(daily));
    assertThat(ranking.rows(at(forever), 10, null)).hasSize(2);
    assertThat(ranking.rows(at(daily), 10, null)).extracting(Row::player).doesNotContain(ANN);
  }

  @Test
  void scoresAfterTheRequestAreOfANewPlayer() {
    play();
    Instant asked = clock.instant();
    clock.advance(Duration.ofSeconds(1));
    submit(at(forever), ANN, 3);

    rounds(asked);

    assertThat(ranking.rows(at(forever), 10, null))
        .filteredOn(row -> row.player().equals(ANN))
        .singleElement()
        .satisfies(row -> assertThat(row.score()).isEqualTo(3));
    assertThat(rowsThatName(ANN)).hasSize(1);
  }

  @Test
  void aSeasonThatJustEndedIsFrozenBefore() {
    play();
    BoardSeason today = at(daily);
    clock.set(today.season().end().plusSeconds(10));
    Instant asked = clock.instant();

    assertThat(scores(Engines.dynamo()).erase(ANN, asked, this::nobody)).isFalse();
    assertThat(log().entriesOf(today, ANN)).as("too early to freeze").isNotEmpty();

    clock.set(today.season().end().plus(SeasonEnd.GRACE));
    rounds(asked);
    assertThat(rowsThatName(ANN)).isEmpty();
    assertThat(archive().head(today)).map(SeasonArchive.Head::total).contains(3L);
  }

  @Test
  void whatARebuildBringsBackIsFoundByTheNextRound() {
    play();
    Standing before = Standing.fold(forever, log().entriesOf(at(forever), ANN)).orElseThrow();
    Instant asked = clock.instant();
    PlayerScores scores = scores(Engines.dynamo());

    assertThat(scores.erase(ANN, asked, this::nobody)).isFalse();
    ranking.settle(at(forever), ANN, State.ABSENT, before);
    assertThat(scores.erase(ANN, asked, this::nobody)).isFalse();
    assertThat(scores.erase(ANN, asked, this::nobody)).isTrue();

    assertThat(ranking.state(at(forever), ANN)).isEqualTo(State.ABSENT);
  }

  @Test
  void ofNobodyThereIsNothingToErase() {
    play();

    assertThat(scores(Engines.dynamo()).erase("nobody", clock.instant(), this::nobody)).isTrue();
  }

  /** Wherever a round ends, before or after a call: the next ones finish. */
  @Test
  void whereverARoundEndsTheNextOnesFinish() {
    int places = 0;
    boolean hit = true;
    for (int place = 0; hit; place++) {
      hit = false;
      for (boolean after : new boolean[] {false, true}) {
        begin();
        BoardSeason yesterday = play();
        int[] writes = {0};
        int here = place;
        DynamoDbClient dynamo =
            client(
                (method, call) -> {
                  boolean counts = method.startsWith("transact") || method.startsWith("update");
                  boolean now = counts && writes[0]++ == here;
                  if (now && !after) {
                    throw new IllegalStateException("ended");
                  }
                  Object answer = call.get();
                  if (now) {
                    throw new IllegalStateException("ended");
                  }
                  return answer;
                });
        Throwable end =
            catchThrowable(() -> scores(dynamo).erase(ANN, clock.instant(), this::nobody));
        hit |= end != null;

        rounds();
        assertThat(rowsThatName(ANN)).as("place %d, after: %s", place, after).isEmpty();
        assertThat(ranking.state(at(forever), ANN)).isEqualTo(State.ABSENT);
        assertThat(rows(yesterday)).hasSize(3);
      }
      places += hit ? 1 : 0;
    }
    assertThat(places).isGreaterThan(3);
  }

  @Test
  void anExportHasTheScoresAndTheRankOfAFrozenSeason() {
    BoardSeason yesterday = play();
    PlayerScores scores = scores(Engines.dynamo());

    assertThat(scores.of(yesterday, ANN))
        .get()
        .satisfies(
            of -> {
              assertThat(of.entries()).hasSize(1);
              assertThat(of.frozen()).map(Row::rank).contains(2L);
            });
    assertThat(scores.of(at(forever), ANN))
        .get()
        .satisfies(of -> assertThat(of.entries()).hasSize(2));
    assertThat(scores.of(at(forever), "nobody")).isEmpty();
    assertThat(scores.seasons()).contains(yesterday, at(forever), at(daily));
  }

  /** Lets players play on all boards, yesterday and today; returns yesterday's frozen season. */
  private BoardSeason play() {
    BoardSeason yesterday = at(daily);
    Worlds.ready(ranking, at(forever));
    Worlds.ready(ranking, yesterday);
    submit(yesterday, "bob", 30);
    submit(yesterday, ANN, 20);
    submit(yesterday, "cy", 10);
    submit(at(forever), ANN, 7);
    clock.advance(DAY);
    assertThat(seasonEnd().settle(yesterday)).isInstanceOf(SeasonEnd.Outcome.Frozen.class);
    Worlds.ready(ranking, at(daily));
    submit(at(daily), ANN, 5);
    submit(at(daily), "bob", 6);
    submit(at(daily), "cy", 4);
    submit(at(forever), ANN, 8);
    submit(at(forever), "bob", 9);
    submit(at(forever), "cy", 1);
    clock.advance(Duration.ofSeconds(1));
    return yesterday;
  }

  private void submit(BoardSeason at, String player, long score) {
    long micros = Duration.between(Instant.EPOCH, clock.instant()).toNanos() / 1000;
    ScoreEntry entry = new ScoreEntry(player, score, Worlds.stamp(micros, random));
    log().append(at, entry);
    ranking.submit(at, entry);
  }

  private int rounds() {
    return rounds(clock.instant());
  }

  private int rounds(Instant asked) {
    for (int round = 1; round < 10; round++) {
      if (scores(Engines.dynamo()).erase(ANN, asked, this::nobody)) {
        return round;
      }
    }
    throw new AssertionError("it never ends");
  }

  private String nobody() {
    return "erased:" + random.nextInt(1_000_000);
  }

  private void rebuild(BoardSeason at) {
    assertThat(new BoardRebuild(log(), ranking, settlement(), random).rebuild(at))
        .isInstanceOf(BoardRebuild.Outcome.Rebuilt.class);
  }

  private List<Row> rows(BoardSeason at) {
    return archive().page(at, archive().head(at).orElseThrow(), 0);
  }

  private BoardSeason at(Board board) {
    return new BoardSeason(board, board.seasons().at(clock.instant()));
  }

  private static Board board(SeasonCalendar.Kind kind, Policy policy) {
    return new Board(
        Engines.uniqueName("board"),
        Order.DESCENDING,
        policy,
        Worlds.ANY_SCORE,
        new SeasonCalendar(kind, ZoneId.of("UTC")),
        100);
  }

  private PlayerScores scores(DynamoDbClient dynamo) {
    return new PlayerScores(
        new Boards(List.of(forever, daily)),
        new DynamoScoreLog(dynamo, logTable),
        ranking,
        new DynamoSeasonArchive(dynamo, seasonTable),
        seasonEnd(),
        settlement(),
        new DynamoScoreEraser(dynamo, logTable, seasonTable),
        clock);
  }

  private ScoreLog log() {
    return new DynamoScoreLog(Engines.dynamo(), logTable);
  }

  private SeasonArchive archive() {
    return new DynamoSeasonArchive(Engines.dynamo(), seasonTable);
  }

  private SeasonEnd seasonEnd() {
    return new SeasonEnd(log(), ranking, archive(), clock);
  }

  private Settlement settlement() {
    return new Settlement(log(), ranking, _ -> {}, random);
  }

  private List<Map<String, AttributeValue>> rowsThatName(String player) {
    return List.of(logTable, seasonTable).stream()
        .flatMap(table -> Engines.dynamo().scan(scan -> scan.tableName(table)).items().stream())
        .filter(item -> item.toString().contains(player))
        .toList();
  }

  private interface Call {
    Object get() throws Throwable;
  }

  private interface Around {
    Object call(String method, Call call) throws Throwable;
  }

  private static DynamoDbClient client(Around around) {
    return (DynamoDbClient)
        Proxy.newProxyInstance(
            PlayerScoresTest.class.getClassLoader(),
            new Class<?>[] {DynamoDbClient.class},
            (_, method, arguments) ->
                around.call(
                    method.getName(),
                    () -> {
                      try {
                        return method.invoke(Engines.dynamo(), arguments);
                      } catch (InvocationTargetException e) {
                        throw Objects.requireNonNull(e.getCause());
                      }
                    }));
  }
}
