package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.IdentityEnvironment;
import io.gamekeeper.contract.LeaderboardEnvironment;
import io.gamekeeper.contract.RebuildEnvironment;
import io.gamekeeper.infra.config.StageName;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class GameApiTest {

  @ParameterizedTest
  @EnumSource(names = {"HEALTH", "SCORES", "LEADERBOARDS", "LEADERBOARD_REBUILD", "SEASON_END"})
  void everyFunctionHasItsEnvironment(GameFunction function) {
    Map<String, String> environment = DeployedFunction.inDev(function).environment();

    assertThat(LeaderboardEnvironment.from(environment).redisPort()).isEqualTo(6379);
    if (function == GameFunction.SCORES || function == GameFunction.LEADERBOARDS) {
      assertThat(IdentityEnvironment.from(environment).jwksUrl()).startsWith("https://");
      assertThat(RebuildEnvironment.from(environment).rebuildFunction())
          .contains("LeaderboardRebuildFunctionAliaslive");
    }
  }

  @ParameterizedTest
  @EnumSource
  void nobodyButScoresWritesTheScoreLog(GameFunction function) {
    boolean writes =
        DeployedFunction.inDev(function).statements().stream()
            .filter(s -> DeployedFunction.texts(s.path("Action")).contains("dynamodb:PutItem"))
            .anyMatch(s -> s.path("Resource").toString().contains("ScoreLogTable"));

    assertThat(writes).isEqualTo(function == GameFunction.SCORES);
  }

  @Test
  void timersTickEveryMinuteAndKeepWhatTheyCannotDeliver() {
    Map<String, String> undelivered = new TreeMap<>();
    for (JsonNode schedule :
        Templates.resources(StageName.DEV, "GameApi", "AWS::Scheduler::Schedule").values()) {
      JsonNode properties = schedule.path("Properties");
      assertThat(properties.path("ScheduleExpression").asText()).isEqualTo("rate(1 minute)");
      assertThat(properties.at("/FlexibleTimeWindow/Mode").asText()).isEqualTo("OFF");
      undelivered.put(
          properties.at("/Target/Arn/Ref").asText().replaceAll("FunctionAliaslive.*", ""),
          properties
              .at("/Target/DeadLetterConfig/Arn/Fn::GetAtt/0")
              .asText()
              .replaceAll("Ticks.*", ""));
    }

    assertThat(undelivered)
        .isEqualTo(
            Map.of("SeasonEnd", "Undelivered", "LeaderboardErasure", "UndeliveredBoardErasure"));
  }

  @Test
  void aRebuildThatFailsLeavesItsRequest() {
    JsonNode asynchronous =
        Templates.resources(StageName.DEV, "GameApi", "AWS::Lambda::EventInvokeConfig")
            .values()
            .stream()
            .map(config -> config.path("Properties"))
            .filter(config -> config.toString().contains("LeaderboardRebuild"))
            .findAny()
            .orElseThrow();

    assertThat(asynchronous.path("Qualifier").toString()).contains("live");
    assertThat(asynchronous.at("/DestinationConfig/OnFailure/Destination/Fn::GetAtt/0").asText())
        .startsWith("FailedRebuilds");
  }
}
