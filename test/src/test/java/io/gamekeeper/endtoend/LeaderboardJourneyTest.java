package io.gamekeeper.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What players do with leaderboards, each board's players named so that tests do not meet. */
@ExtendWith(SharedStage.class)
final class LeaderboardJourneyTest {
  private final Api api;

  LeaderboardJourneyTest(SharedStage.Running stage) {
    api = stage.api();
  }

  @Test
  void theStageIsHealthyAndSaysSoWithoutAToken() {
    JsonNode health = api.send(api.request("/healthz").GET()).ok();

    assertThat(health.path("status").asText()).isEqualTo("ok");
    assertThat(health.path("dependencies").properties())
        .isNotEmpty()
        .allMatch(dependency -> dependency.getValue().asText().equals("ok"));
  }

  @Test
  void aSubmittedScoreIsRankedAtOnce() {
    api.submit("rank-b", "trophies", 700_001).ok();
    JsonNode placed = api.submit("rank-a", "trophies", 700_002).ok();

    assertThat(placed.path("board").asText()).isEqualTo("trophies");
    assertThat(placed.path("playerId").asText()).isEqualTo("rank-a");
    assertThat(placed.path("score").asLong()).isEqualTo(700_002);
    assertThat(placed.path("improved").asBoolean()).isTrue();
    long rank = placed.path("rank").asLong();
    assertThat(rank).isPositive();

    JsonNode around =
        api.get("rank-a", "/v1/leaderboards/trophies/players/rank-a?neighbours=1").ok();
    assertThat(around.findValuesAsText("playerId")).contains("rank-a", "rank-b");
    assertThat(ranks(around)).containsEntry("rank-a", rank).containsEntry("rank-b", rank + 1);
  }

  @Test
  void theBestScoreCountsWhereThePolicySaysSo() {
    api.submit("best", "arena", 900).ok();
    JsonNode worse = api.submit("best", "arena", 800).ok();

    assertThat(worse.path("score").asLong()).isEqualTo(900);
    assertThat(worse.path("improved").asBoolean()).isFalse();
  }

  @Test
  void scoresAddUpWhereThePolicySaysSo() {
    api.submit("sum", "gold", 1_000).ok();
    JsonNode spent = api.submit("sum", "gold", -300).ok();

    assertThat(spent.path("score").asLong()).isEqualTo(700);
  }

  @Test
  void lowerIsBetterOnAnAscendingBoard() {
    api.submit("slow", "time-trial", 91_000).ok();
    api.submit("fast", "time-trial", 90_000).ok();

    JsonNode friends = api.get("slow", "/v1/leaderboards/time-trial/friends?ids=fast").ok();
    assertThat(friends.path("entries").findValuesAsText("playerId"))
        .containsExactly("fast", "slow");
  }

  @Test
  void equalScoresRankByWhoWasFirst() {
    List<String> players = IntStream.range(0, 12).mapToObj(i -> "tie-" + (97 * i % 12)).toList();
    players.forEach(player -> api.submit(player, "arena", 123_456_789).ok());

    JsonNode friends =
        api.get("tie-0", "/v1/leaderboards/arena/friends?ids=" + String.join(",", players)).ok();
    assertThat(friends.path("entries").findValuesAsText("playerId"))
        .containsExactlyElementsOf(players);
  }

  @Test
  void aRepeatWithTheSameKeyCountsOnce() {
    JsonNode first = api.submit("key", "gold", 50, "key-1").ok();
    JsonNode repeat = api.submit("key", "gold", 50, "key-1").ok();
    JsonNode other = api.submit("key", "gold", 50, "key-2").ok();

    assertThat(first.path("score").asLong()).isEqualTo(50);
    assertThat(repeat.path("score").asLong()).isEqualTo(50);
    assertThat(other.path("score").asLong()).isEqualTo(100);
    api.submit("key", "gold", 51, "key-1").problem(409);
  }

  @Test
  void cursorsLeadThroughTheWholeBoardWithoutGapsOrRepeats() {
    for (int i = 0; i < 25; i++) {
      api.submit("page-" + i, "wins", i % 7).ok();
    }

    List<String> players = new ArrayList<>();
    List<Long> ranks = new ArrayList<>();
    String path = "/v1/leaderboards/wins?limit=4";
    String query = "";
    int pages = 0;
    do {
      JsonNode page = api.get("page-0", path + query).ok();
      page.path("entries").findValues("playerId").forEach(id -> players.add(id.asText()));
      page.path("entries").findValues("rank").forEach(rank -> ranks.add(rank.asLong()));
      query = page.path("next").isTextual() ? "&cursor=" + page.path("next").asText() : "";
      pages++;
    } while (!query.isEmpty() && pages < 100);

    assertThat(players).doesNotHaveDuplicates();
    assertThat(players.stream().filter(player -> player.startsWith("page-"))).hasSize(25);
    assertThat(ranks)
        .isEqualTo(IntStream.rangeClosed(1, ranks.size()).mapToObj(Long::valueOf).toList());
  }

  @Test
  void friendsAreRankedAmongThemselvesWithTheirGlobalRanks() {
    api.submit("friend-a", "arena", 300).ok();
    api.submit("friend-b", "arena", 500).ok();
    api.submit("friend-c", "arena", 400).ok();

    JsonNode friends =
        api.get("friend-a", "/v1/leaderboards/arena/friends?ids=friend-b,friend-c,nobody").ok();

    assertThat(friends.path("entries").findValuesAsText("playerId"))
        .containsExactly("friend-b", "friend-c", "friend-a");
    assertThat(friends.path("entries").findValues("rank").stream().map(JsonNode::asLong).toList())
        .isSorted();
  }

  @Test
  void scoresUpToTheLargestExactIntegerStayExact() {
    api.submit("large-a", "arena", 1_000_000_000).ok();
    api.submit("large-b", "arena", 999_999_999).ok();

    JsonNode around = api.get("large-b", "/v1/leaderboards/arena/players/large-b").ok();
    assertThat(around.toString()).contains("999999999", "1000000000");
  }

  private static Map<String, Long> ranks(JsonNode answer) {
    Map<String, Long> ranks = new HashMap<>();
    collect(answer, ranks);
    return ranks;
  }

  private static void collect(JsonNode node, Map<String, Long> ranks) {
    if (node.has("playerId") && node.has("rank")) {
      ranks.put(node.path("playerId").asText(), node.path("rank").asLong());
    }
    node.forEach(child -> collect(child, ranks));
  }
}
