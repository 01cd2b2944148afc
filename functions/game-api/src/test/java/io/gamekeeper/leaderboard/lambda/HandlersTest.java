package io.gamekeeper.leaderboard.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerRequestEvent;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerResponseEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gamekeeper.health.lambda.HealthHandler;
import io.gamekeeper.leaderboard.store.Engines;
import io.gamekeeper.testing.FakeContext;
import io.gamekeeper.testing.Requests;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Protocol.Command;

final class HandlersTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ARENA = "/v1/leaderboards/arena";

  private final GameBackend backend = new GameBackend();
  private final ScoresHandler scores = new ScoresHandler(backend.platform);
  private final LeaderboardsHandler leaderboards = new LeaderboardsHandler(backend.platform);

  @BeforeEach
  void emptyRedis() {
    // Each test has tables of its own; boards are the packaged ones.
    Engines.redisCommand(Command.FLUSHALL);
  }

  @Test
  void aSubmittedScoreIsAnsweredWithItsRank() {
    submit("bob", "{\"score\": 1500}");

    Answer answer = submit("ann", "{\"score\": 1200}");

    assertThat(answer.status).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.body)
        .hasToString(
            "{\"board\":\"arena\",\"playerId\":\"ann\",\"score\":1200,\"rank\":2,\"improved\":true}");
  }

  @Test
  void aPageHasRanksAndACursor() {
    for (int i = 1; i <= 3; i++) {
      submit("p" + i, "{\"score\": " + i + "}");
    }

    Answer first = get(ARENA, Map.of("limit", "2"));
    Answer second = get(ARENA, Map.of("limit", "2", "cursor", first.body.get("next").asText()));

    assertThat(first.body.get("total").asLong()).isEqualTo(3);
    assertThat(first.body.get("entries"))
        .hasToString(
            "[{\"rank\":1,\"playerId\":\"p3\",\"score\":3},{\"rank\":2,\"playerId\":\"p2\",\"score\":2}]");
    assertThat(second.body)
        .hasToString(
            "{\"board\":\"arena\",\"total\":3,\"entries\":[{\"rank\":3,\"playerId\":\"p1\",\"score\":1}],\"next\":null}");
  }

  @Test
  void aPlayerIsShownWithThoseAround() {
    for (int i = 1; i <= 5; i++) {
      submit("p" + i, "{\"score\": " + i + "}");
    }

    Answer answer = get(ARENA + "/players/p3", Map.of("neighbours", "1"));

    assertThat(answer.body)
        .hasToString(
            "{\"board\":\"arena\",\"playerId\":\"p3\",\"score\":3,\"rank\":3,\"entries\":["
                + "{\"rank\":2,\"playerId\":\"p4\",\"score\":4},"
                + "{\"rank\":3,\"playerId\":\"p3\",\"score\":3},"
                + "{\"rank\":4,\"playerId\":\"p2\",\"score\":2}]}");
    assertThat(get(ARENA + "/players/nobody", Map.of()).status).isEqualTo(404);
  }

  @Test
  void friendsAreRankedWithTheCaller() {
    submit("top", "{\"score\": 9}");
    submit("caller", "{\"score\": 5}");
    submit("friend", "{\"score\": 7}");

    Answer answer = get(ARENA + "/friends", Map.of("ids", "friend,unknown"));

    assertThat(answer.body)
        .hasToString(
            "{\"board\":\"arena\",\"total\":3,\"entries\":["
                + "{\"rank\":1,\"globalRank\":2,\"playerId\":\"friend\",\"score\":7},"
                + "{\"rank\":2,\"globalRank\":3,\"playerId\":\"caller\",\"score\":5}]}");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 10_000})
  void tooManyFriendsAreRefusedClearly(int count) {
    String ids = IntStream.range(0, count).mapToObj(i -> "f" + i).collect(Collectors.joining(","));

    Answer answer = get(ARENA + "/friends", Map.of("ids", ids));

    assertThat(answer.status).isEqualTo(count <= 200 ? 200 : 400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"score\": 1e3}                        | 400",
        "{\"score\": 1e400}                      | 400",
        "{\"score\": -1e1000000000}              | 400",
        "{\"score\": 1200.0}                     | 400",
        "{\"score\": \"1200\"}                   | 400",
        "{\"score\": NaN}                        | 400",
        "{\"score\": true}                       | 400",
        "{\"score\": null}                       | 400",
        "{\"score\": [1]}                        | 400",
        "{}                                      | 400",
        "[]                                      | 400",
        "null                                    | 400",
        "{\"score\": 1                           | 400",
        "{\"score\": 1} x                        | 400",
        "{\"score\": 1, \"score\": 2}            | 400",
        "{\"score\": 1, \"bonus\": 2}            | 400",
        "{\"score\": 92233720368547758080}       | 400",
        "{\"score\": 9007199254740993}           | 422",
        "{\"score\": -1}                         | 422",
        "{\"score\": 1, \"playerId\": \"eve\"}   | 403",
        "{\"score\": 1, \"playerId\": \"ann\"}   | 200",
      })
  void bodiesAreJudgedStrictly(String body, int status) {
    Answer answer = submit("ann", body);

    assertThat(answer.status).isEqualTo(status);
    if (status != 200) {
      assertProblem(answer, status);
      assertThat(get(ARENA, Map.of()).body.get("total").asLong()).isZero();
    }
  }

  @Test
  void aBodyOver8KiBIsRefused() {
    assertProblem(submit("ann", "{\"score\": 1, \"x\": \"" + "x".repeat(8192) + "\"}"), 413);
  }

  @Test
  void aBodyThatIsNotJsonIsRefused() {
    Map<String, String> headers =
        Map.of("authorization", backend.bearer("ann"), "content-type", "text/plain");

    assertProblem(post(ARENA + "/scores", headers, "{\"score\": 1}"), 415);
  }

  @Test
  void onlyGoodTokensAreAccepted() {
    for (String authorization :
        List.of(
            "",
            "Bearer",
            "Basic YW5uOmFubg==",
            "Bearer not.a.token",
            "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ.",
            backend.forgedBearer("ann"),
            backend.expiredBearer("ann"),
            backend.bearerForAnotherAudience("ann"),
            backend.bearer("no player/id"))) {
      Map<String, String> headers =
          Map.of("authorization", authorization, "content-type", "application/json");

      Answer answer = post(ARENA + "/scores", headers, "{\"score\": 1}");

      assertProblem(answer, 401);
      assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    }
  }

  @Test
  void theIdempotencyKeyCountsOnceAndForOneScore() {
    Answer first = submitWithKey("key 1", "{\"score\": 5}");
    Answer repeated = submitWithKey("key 1", "{\"score\": 5}");

    assertThat(repeated.status).isEqualTo(200);
    assertThat(repeated.body).isEqualTo(first.body);
    assertProblem(submitWithKey("key 1", "{\"score\": 6}"), 409);
    assertThat(submitWithKey("k".repeat(128), "{\"score\": 5}").status).isEqualTo(200);
    assertProblem(submitWithKey("k".repeat(129), "{\"score\": 5}"), 400);
    assertProblem(submitWithKey("", "{\"score\": 5}"), 400);
    assertProblem(submitWithKey("schlüssel", "{\"score\": 5}"), 400);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/leaderboards/nothing,                ,           ,        404",
    "/v1/leaderboards/arena/players,          ,           ,        404",
    "/v1/leaderboards/arena,                  limit,      0,       400",
    "/v1/leaderboards/arena,                  limit,      101,     400",
    "/v1/leaderboards/arena,                  limit,      ten,     400",
    "/v1/leaderboards/arena,                  cursor,     x,       400",
    "/v1/leaderboards/arena,                  season,     2026,    400",
    "/v1/leaderboards/arena,                  season,     all,     200",
    "/v1/leaderboards/wins,                   season,     2027-01-01, 404",
    "/v1/leaderboards/wins,                   season,     2026-02-30, 400",
    "/v1/leaderboards/wins,                   season,     2026-11-01, 404",
    "/v1/leaderboards/arena/players/a%2Fb,    ,           ,        400",
    "/v1/leaderboards/arena/players/x,        neighbours, 51,      400",
    "/v1/leaderboards/arena/players/x,        neighbours, -1,      400",
    "/v1/leaderboards/arena/friends,          ids,        'a,,b',  400",
    "/v1/leaderboards/arena/friends,          ids,        'a%20b', 400",
    "/v1/leaderboards/arena/friends,          ,           ,        200",
    "/v1/leaderboards/%ff,                    ,           ,        400",
  })
  void badQuestionsAreRefused(
      String path, @Nullable String parameter, @Nullable String value, int status) {
    Map<String, String> query =
        parameter == null || value == null ? Map.of() : Map.of(parameter, value);

    Answer answer = get(path, query);

    if (status == 200) {
      assertThat(answer.status).isEqualTo(200);
    } else {
      assertProblem(answer, status);
    }
  }

  @Test
  void withoutRedisReadsAndScoresAreAnsweredWith503() {
    submit("ann", "{\"score\": 1}");
    backend.redisDown = true;

    Answer read = get(ARENA, Map.of());
    Answer recorded = submitWithKey("k", "{\"score\": 2}");

    assertProblem(read, 503);
    assertThat(read.header("Retry-After")).isEqualTo("1");
    assertProblem(recorded, 503);
    assertThat(recorded.body.get("detail").asText()).contains("is recorded");

    backend.redisDown = false;
    assertThat(submitWithKey("k", "{\"score\": 2}").body)
        .hasToString(
            "{\"board\":\"arena\",\"playerId\":\"ann\",\"score\":2,\"rank\":1,\"improved\":true}");
  }

  @Test
  void aScoreThatIsRecordedIsAnsweredSoAlsoIfTheLogThenFails() {
    backend.queriesThrottled = true; // Redis is empty: the board is restored from the log

    Answer recorded = submitWithKey("k", "{\"score\": 2}");
    Answer read = get(ARENA, Map.of());

    assertProblem(recorded, 503);
    assertThat(recorded.header("Retry-After")).isEqualTo("1");
    assertThat(recorded.body.get("detail").asText()).contains("is recorded");
    assertProblem(read, 503);
    assertThat(read.header("Retry-After")).isEqualTo("1");
    backend.queriesThrottled = false;
    backend.clock.advance(Duration.ofSeconds(10));
    Engines.redisCommand(Command.FLUSHALL);
    assertThat(submitWithKey("k", "{\"score\": 2}").status).isEqualTo(200);
  }

  @Test
  void aRebuildThatCannotBeAskedForIsNoFaultOfTheRequest() {
    for (int i = 0; i <= 400; i++) {
      submit("p" + i, "{\"score\": 1}");
    }
    Engines.redisCommand(Command.FLUSHALL);
    backend.invokesRefused = true;

    Answer recorded = submitWithKey("k", "{\"score\": 2}");

    assertProblem(recorded, 503);
    assertThat(recorded.body.get("detail").asText()).contains("is recorded");
    assertProblem(get(ARENA, Map.of()), 503);
    backend.invokesRefused = false;
    assertProblem(get(ARENA, Map.of()), 503);
    assertThat(backend.rebuilds).as("the claim was given back").hasSize(1);
    assertThat(backend.rebuildTraces)
        .singleElement()
        .asString()
        .startsWith("Root=1-5c536348-3d683b8b04734faae651f476;Parent=");
  }

  @Test
  void theTimerLetsRedisForgetAnEndedSeasonAlsoIfThatFailedBefore() {
    submitTo("wins", "ann", "{\"score\": 3}");
    SeasonEndHandler timer = new SeasonEndHandler(backend.platform);
    backend.clock.set(Instant.parse("2026-11-22T05:01:00Z"));
    backend.redisDown = true;
    assertThat(timer.handleRequest(Map.of(), new FakeContext()))
        .containsEntry("frozen", List.of("wins#2026-11-21"));
    backend.redisDown = false;
    backend.clock.advance(Duration.ofMinutes(1));

    timer.handleRequest(Map.of(), new FakeContext());

    assertThat((Long) Engines.redisCommand(Command.PTTL, "{lb:wins:2026-11-21}:ranks"))
        .isPositive();
  }

  @Test
  void theTimerFreezesSeasonsThatItMissed() {
    submitTo("wins", "ann", "{\"score\": 3}");
    backend.clock.set(Instant.parse("2026-11-24T05:01:00Z"));

    assertThat(new SeasonEndHandler(backend.platform).handleRequest(Map.of(), new FakeContext()))
        .containsEntry("frozen", List.of("wins#2026-11-21"));
  }

  @Test
  void askingAgainForASeasonThatNobodyPlayedCostsNothing() {
    Map<String, String> query = Map.of("season", "2025-01-01");
    assertProblem(get("/v1/leaderboards/wins", query), 404);
    backend.dynamoCalls.clear();

    assertProblem(get("/v1/leaderboards/wins", query), 404);

    assertThat(backend.dynamoCalls).isEmpty();
  }

  @Test
  void everyCallOfASubmissionIsPartOfItsTrace() throws JsonProcessingException {
    submit("warm", "{\"score\": 1}");
    backend.platform.segments.clear();
    backend.clock.advance(Duration.ofSeconds(1)); // the first of each second is traced

    submit("ann", "{\"score\": 2}");

    JsonNode trace = JSON.readTree(backend.platform.segments.getFirst());
    assertThat(trace.at("/annotations/correlationId").asText())
        .isEqualTo("1-5c536348-3d683b8b04734faae651f476");
    assertThat(trace.get("subsegments"))
        .extracting(
            call -> call.get("name").asText() + ' ' + call.at("/annotations/operation").asText())
        .containsExactly("DynamoDB PutItem", "Redis submit");
  }

  @Test
  void nearItsEndAnInvocationAnswersAndCallsNobody() {
    submit("ann", "{\"score\": 1}");
    backend.dynamoCalls.clear();
    Map<String, String> headers =
        Map.of("authorization", backend.bearer("ann"), "content-type", "application/json");

    Answer late =
        new Answer(
            scores.handleRequest(
                Requests.event("POST", ARENA + "/scores", Map.of(), headers, "{\"score\": 2}"),
                new FakeContext(2_000)));

    assertProblem(late, 503);
    assertThat(backend.dynamoCalls).isEmpty();
  }

  @Test
  void theHealthCheckNamesWhatIsDown() {
    HealthHandler health = new HealthHandler(backend.platform);

    Answer up = new Answer(health.handleRequest(request("GET", "/healthz"), new FakeContext()));
    backend.redisDown = true;
    Answer down = new Answer(health.handleRequest(request("GET", "/healthz"), new FakeContext()));

    assertThat(up.status).isEqualTo(200);
    assertThat(up.body)
        .hasToString("{\"status\":\"ok\",\"dependencies\":{\"redis\":\"ok\",\"scoreLog\":\"ok\"}}");
    assertThat(down.status).isEqualTo(503);
    assertThat(down.body)
        .hasToString(
            "{\"status\":\"unavailable\",\"dependencies\":{\"redis\":\"unavailable\",\"scoreLog\":\"ok\"}}");
  }

  @Test
  void theRebuildFunctionNamesWhatThereIsInsteadOfABoardOrSeasonThatThereIsNot() {
    LeaderboardRebuildHandler rebuild = new LeaderboardRebuildHandler(backend.platform);

    assertThat(rebuild.handleRequest(Map.of("board", "nosuch"), new FakeContext()))
        .containsEntry("status", "refused")
        .hasEntrySatisfying(
            "reason",
            reason ->
                assertThat(reason)
                    .asString()
                    .contains("no board 'nosuch'", "choose one of", "arena"));
    assertThat(rebuild.handleRequest(Map.of("board", "arena", "season", "x"), new FakeContext()))
        .containsEntry("status", "refused")
        .containsEntry("reason", "board 'arena' has no season 'x'; the running one is all");
    assertThat(rebuild.handleRequest(Map.of(), new FakeContext()))
        .containsEntry("status", "refused");
  }

  @Test
  void theRebuildFunctionTellsEqualHashes() {
    submit("ann", "{\"score\": 1}");
    submit("bob", "{\"score\": 2}");
    LeaderboardRebuildHandler rebuild = new LeaderboardRebuildHandler(backend.platform);

    Map<String, Object> intact = rebuild.handleRequest(Map.of("board", "arena"), new FakeContext());
    Engines.redisCommand(Command.FLUSHALL);
    Map<String, Object> lost =
        rebuild.handleRequest(Map.of("board", "arena", "season", "all"), new FakeContext());

    assertThat(intact)
        .containsEntry("status", "rebuilt")
        .containsEntry("players", 2L)
        .containsEntry("hash", intact.get("before"));
    assertThat(lost).containsEntry("hash", intact.get("hash"));
    assertThat(lost.get("before")).isNotEqualTo(lost.get("hash"));
  }

  @Test
  void theTimerFreezesYesterdayOnceAndPreparesTomorrow() {
    submitTo("wins", "ann", "{\"score\": 3}");
    SeasonEndHandler timer = new SeasonEndHandler(backend.platform);
    backend.clock.set(Instant.parse("2026-11-22T04:57:00Z")); // 23:57 in New York
    timer.handleRequest(Map.of(), new FakeContext());
    assertThat(Engines.redisCommand(Command.EXISTS, "{lb:wins:2026-11-22}:marker"))
        .as("tomorrow's board is ready")
        .isEqualTo(1L);
    backend.clock.set(Instant.parse("2026-11-22T05:01:00Z"));

    Map<String, Object> first = timer.handleRequest(Map.of(), new FakeContext());
    Map<String, Object> second = timer.handleRequest(Map.of(), new FakeContext());

    assertThat(first).containsEntry("frozen", List.of("wins#2026-11-21"));
    assertThat(second).containsEntry("frozen", List.of());
    assertThat(get("/v1/leaderboards/wins", Map.of("season", "2026-11-21")).body)
        .hasToString(
            "{\"board\":\"wins\",\"total\":1,\"entries\":[{\"rank\":1,\"playerId\":\"ann\",\"score\":3}],\"next\":null}");
    assertThat(get("/v1/leaderboards/wins", Map.of()).body.get("total").asLong()).isZero();
  }

  private static void assertProblem(Answer answer, int status) {
    assertThat(answer.status).as("%s", answer.body).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.body.get("status").asInt()).isEqualTo(status);
    assertThat(answer.body.get("type").asText()).startsWith("/problems/");
    assertThat(answer.body.get("title").asText()).isNotBlank();
    assertThat(answer.body.get("instance").asText()).isNotBlank();
  }

  private Answer submit(String player, String body) {
    return submitTo("arena", player, body);
  }

  private Answer submitTo(String board, String player, String body) {
    Map<String, String> headers =
        Map.of("authorization", backend.bearer(player), "content-type", "application/json");
    return post("/v1/leaderboards/" + board + "/scores", headers, body);
  }

  private Answer submitWithKey(String key, String body) {
    Map<String, String> headers =
        Map.of(
            "authorization",
            backend.bearer("ann"),
            "content-type",
            "application/json; charset=utf-8",
            "idempotency-key",
            key);
    return post(ARENA + "/scores", headers, body);
  }

  private Answer post(String path, Map<String, String> headers, String body) {
    return new Answer(
        scores.handleRequest(
            Requests.event("POST", path, Map.of(), headers, body), new FakeContext()));
  }

  private Answer get(String path, Map<String, String> query) {
    Map<String, String> headers = new HashMap<>();
    headers.put("authorization", backend.bearer("caller"));
    return new Answer(
        leaderboards.handleRequest(
            Requests.event("GET", path, query, headers, null), new FakeContext()));
  }

  private static ApplicationLoadBalancerRequestEvent request(String method, String path) {
    return Requests.event(method, path, Map.of(), Map.of(), null);
  }

  /** A decoded answer. */
  private static final class Answer {
    private final int status;
    private final Map<String, String> headers;
    private final JsonNode body;

    Answer(ApplicationLoadBalancerResponseEvent event) {
      status = event.getStatusCode();
      headers = event.getHeaders();
      try {
        body = JSON.readTree(event.getBody());
      } catch (JsonProcessingException e) {
        throw new AssertionError(event.getBody(), e);
      }
    }

    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }
}
