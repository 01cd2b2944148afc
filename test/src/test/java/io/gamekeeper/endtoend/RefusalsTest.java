package io.gamekeeper.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input gets a problem document with the right status, never a 5xx, and changes nothing. */
@ExtendWith(SharedStage.class)
final class RefusalsTest {
  private static final String SCORES = "/v1/leaderboards/arena/scores";

  private final SharedStage.Running stage;
  private final Api api;

  RefusalsTest(SharedStage.Running stage) {
    this.stage = stage;
    this.api = stage.api();
  }

  @AfterEach
  void nothingWasAccepted() {
    api.get("refused", "/v1/leaderboards/arena/players/refused").problem(404);
  }

  @ParameterizedTest
  @MethodSource
  void badBodies(int status, String body) {
    api.send(
            api.request(SCORES)
                .header("Authorization", api.bearer("refused"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)))
        .problem(status);
  }

  static Stream<Arguments> badBodies() {
    return Stream.of(
        body("no JSON", 400, "score=3"),
        body("nothing", 400, ""),
        body("null", 400, "null"),
        body("a list", 400, "[1]"),
        body("no score", 400, "{}"),
        body("null score", 400, "{\"score\":null}"),
        body("text", 400, "{\"score\":\"12\"}"),
        body("boolean", 400, "{\"score\":true}"),
        body("object", 400, "{\"score\":{}}"),
        body("fraction", 400, "{\"score\":1.5}"),
        body("NaN", 400, "{\"score\":NaN}"),
        body("infinity", 400, "{\"score\":-Infinity}"),
        body("more than a long holds", 400, "{\"score\":9223372036854775808}"),
        body("a thousand digits", 400, "{\"score\":" + "9".repeat(1000) + "}"),
        body("a huge exponent", 400, "{\"score\":1e999999999}"),
        body("an unknown field", 400, "{\"score\":1,\"admin\":true}"),
        body("somebody else's player", 403, "{\"score\":1,\"playerId\":\"victim\"}"),
        body("the field twice", 400, "{\"score\":1,\"score\":2}"),
        body("something after it", 400, "{\"score\":1} {\"score\":2}"),
        body("cut off", 400, "{\"score\":1"),
        body("deeply nested", 400, "[".repeat(5_000)),
        body("above the board's bound", 422, "{\"score\":1000000001}"),
        body("below the board's bound", 422, "{\"score\":-1}"),
        body("beyond 2^53", 422, "{\"score\":9007199254740993}"));
  }

  private static Arguments body(String name, int status, String body) {
    return argumentSet(name, status, body);
  }

  /** By the firewall, which cannot say {@code application/problem+json}. */
  @Test
  void aBodyOverTheRoutesLimitIs413() {
    Api.Answer answer =
        api.send(
            api.request(SCORES)
                .header("Authorization", api.bearer("refused"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"score\":" + " ".repeat(100_000) + "1}")));

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.json().path("status").asInt()).isEqualTo(413);
  }

  @Test
  void aBodyOverTheLoadBalancersLimitIs413() {
    assertThat(
            api.send(
                    api.request(SCORES)
                        .header("Authorization", api.bearer("refused"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("x".repeat(1_100_000))))
                .status())
        .isEqualTo(413);
  }

  @Test
  void anotherMediaTypeIs415() {
    api.send(
            api.request(SCORES)
                .header("Authorization", api.bearer("refused"))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{\"score\":1}")))
        .problem(415);
    api.send(
            api.request(SCORES)
                .header("Authorization", api.bearer("refused"))
                .POST(BodyPublishers.ofString("{\"score\":1}")))
        .problem(415);
  }

  @ParameterizedTest
  @MethodSource
  void badKeys(String key) {
    api.submit("refused", "arena", 1, key).problem(400);
  }

  static Stream<Arguments> badKeys() {
    return Stream.of(argumentSet("too long", "k".repeat(1_000)), argumentSet("a blank", "a b\tc"));
  }

  @ParameterizedTest
  @MethodSource
  void badPaths(int status, String path) {
    api.get("refused", path).problem(status);
  }

  static Stream<Arguments> badPaths() {
    String board = "/v1/leaderboards/arena";
    return Stream.of(
        path("unknown board", 404, "/v1/leaderboards/nope"),
        path("unknown board, one player", 404, "/v1/leaderboards/nope/players/x"),
        path("unknown board, friends", 404, "/v1/leaderboards/nope/friends?ids=x"),
        path("board in capitals", 404, "/v1/leaderboards/ARENA"),
        path("unknown route", 404, board + "/nothing"),
        path("player without a rank", 404, board + "/players/nobody-at-all"),
        path("malformed player id", 400, board + "/players/a%20b"),
        path("too long player id", 400, board + "/players/" + "x".repeat(65)),
        path("limit no number", 400, board + "?limit=ten"),
        path("limit zero", 400, board + "?limit=0"),
        path("limit negative", 400, board + "?limit=-1"),
        path("limit too large", 400, board + "?limit=1000000"),
        path("limit over the integers", 400, board + "?limit=99999999999"),
        path("neighbours negative", 400, board + "/players/x?neighbours=-1"),
        path("neighbours too many", 400, board + "/players/x?neighbours=100000"),
        path("cursor no cursor", 400, board + "?cursor=abc"),
        path("cursor no base64", 400, board + "?cursor=%25%25"),
        path("malformed season", 400, board + "?season=last"),
        path("friend malformed", 400, board + "/friends?ids=a,b%20c"));
  }

  private static Arguments path(String name, int status, String path) {
    return argumentSet(name, status, path);
  }

  @Test
  void tenThousandFriendsAreTooMany() {
    String ids = IntStream.range(0, 10_000).mapToObj(i -> "f" + i).collect(Collectors.joining(","));

    int status = api.get("refused", "/v1/leaderboards/arena/friends?ids=" + ids).status();

    assertThat(status).isIn(400, 413, 414);
  }

  @Test
  void aCursorOfAnotherBoardIs400() {
    for (int i = 0; i < 3; i++) {
      api.submit("cursor-" + i, "trophies", 10 + i).ok();
    }
    JsonNode page = api.get("cursor-0", "/v1/leaderboards/trophies?limit=1").ok();

    api.get("refused", "/v1/leaderboards/arena?cursor=" + page.path("next").asText()).problem(400);
  }

  @Test
  void anotherMethodIsRefused() {
    int status =
        api.send(api.request(SCORES).header("Authorization", api.bearer("refused")).DELETE())
            .status();

    assertThat(status).isIn(404, 405);
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void badTokens(TokenForgery forgery) {
    String token = forgery.token(stage, "refused");

    api.send(
            api.request(SCORES)
                .header("Authorization", token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"score\":1}")))
        .refused(401);
    api.send(api.request("/v1/leaderboards/arena").header("Authorization", token).GET())
        .refused(401);
  }

  static Stream<TokenForgery> tokens() {
    return Stream.of(TokenForgery.values());
  }

  @Test
  void noTokenIs401() {
    api.send(api.request("/v1/leaderboards/arena").GET()).refused(401);
  }
}
