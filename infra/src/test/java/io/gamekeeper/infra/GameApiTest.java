package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.IdentityEnvironment;
import io.gamekeeper.contract.LeaderboardEnvironment;
import io.gamekeeper.contract.RebuildEnvironment;
import io.gamekeeper.infra.config.StageName;
import java.util.Map;
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
  void theTimerTicksEveryMinuteAndKeepsWhatItCannotDeliver() {
    JsonNode schedule =
        Templates.only(StageName.DEV, "GameApi", "AWS::Scheduler::Schedule").path("Properties");

    assertThat(schedule.path("ScheduleExpression").asText()).isEqualTo("rate(1 minute)");
    assertThat(schedule.at("/FlexibleTimeWindow/Mode").asText()).isEqualTo("OFF");
    assertThat(schedule.at("/Target/Arn/Ref").asText()).startsWith("SeasonEndFunctionAliaslive");
    assertThat(schedule.at("/Target/DeadLetterConfig/Arn/Fn::GetAtt/0").asText())
        .startsWith("UndeliveredTicks");
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
