package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.GameFunction;
import io.gamekeeper.contract.IdentityEnvironment;
import io.gamekeeper.contract.LeaderboardEnvironment;
import io.gamekeeper.contract.RebuildEnvironment;
import io.gamekeeper.contract.TelemetryEnvironment;
import io.gamekeeper.infra.config.StageName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class GameApiTest {
  private static final Set<GameFunction> FOR_PLAYERS =
      Set.of(GameFunction.HEALTH, GameFunction.SCORES, GameFunction.LEADERBOARDS);
  private static final Set<String> WITHOUT_RESOURCE =
      Set.of(
          "ec2:AssignPrivateIpAddresses",
          "ec2:CreateNetworkInterface",
          "ec2:DeleteNetworkInterface",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSubnets",
          "ec2:UnassignPrivateIpAddresses",
          "xray:PutTelemetryRecords",
          "xray:PutTraceSegments");

  @ParameterizedTest
  @EnumSource
  void everyFunctionRunsOnJava25WithItsOwnLogAndTracing(GameFunction function) {
    JsonNode properties = function(function);

    assertThat(properties.path("Runtime").asText()).isEqualTo("java25");
    assertThat(properties.at("/Architectures/0").asText()).isEqualTo("arm64");
    assertThat(properties.at("/TracingConfig/Mode").asText()).isEqualTo("Active");
    String log = properties.at("/LoggingConfig/LogGroup/Ref").asText();
    assertThat(
            Templates.template(StageName.DEV, "GameApi")
                .at("/Resources/" + log + "/Properties/RetentionInDays")
                .asInt())
        .isEqualTo(14);
    assertThat(properties.at("/SnapStart/ApplyOn").asText())
        .isEqualTo(FOR_PLAYERS.contains(function) ? "PublishedVersions" : "");
  }

  @ParameterizedTest
  @EnumSource
  void everyFunctionHasItsEnvironment(GameFunction function) {
    Map<String, String> environment = environment(function);

    assertThat(TelemetryEnvironment.from(environment).service()).isEqualTo(function.functionName());
    assertThat(LeaderboardEnvironment.from(environment).redisPort()).isEqualTo(6379);
    if (function == GameFunction.SCORES || function == GameFunction.LEADERBOARDS) {
      assertThat(IdentityEnvironment.from(environment).jwksUrl()).startsWith("https://");
      assertThat(RebuildEnvironment.from(environment).rebuildFunction())
          .contains("LeaderboardRebuildFunctionAliaslive");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HEALTH, dynamodb:GetItem",
    "SCORES, dynamodb:GetItem dynamodb:PutItem dynamodb:Query lambda:InvokeFunction",
    "LEADERBOARDS, dynamodb:GetItem dynamodb:PutItem dynamodb:Query lambda:InvokeFunction",
    "LEADERBOARD_REBUILD, dynamodb:Query",
    "SEASON_END, dynamodb:GetItem dynamodb:PutItem dynamodb:Query",
  })
  void aFunctionMayUseTablesAndFunctionsAsItNeedsAndNoFurther(
      GameFunction function, String expected) {
    TreeSet<String> allowed = new TreeSet<>();
    for (JsonNode statement : statements(function)) {
      for (String action : texts(statement.path("Action"))) {
        if (action.startsWith("dynamodb:") || action.startsWith("lambda:")) {
          allowed.add(action);
        }
      }
    }

    assertThat(String.join(" ", allowed)).isEqualTo(expected);
  }

  @Test
  void nobodyButScoresWritesTheScoreLog() {
    for (GameFunction function : GameFunction.values()) {
      boolean writes =
          statements(function).stream()
              .filter(s -> texts(s.path("Action")).contains("dynamodb:PutItem"))
              .anyMatch(s -> s.path("Resource").toString().contains("ScoreLogTable"));

      assertThat(writes).as(function.functionName()).isEqualTo(function == GameFunction.SCORES);
    }
  }

  @ParameterizedTest
  @EnumSource
  void noWildcardWhereAResourceCanBeNamed(GameFunction function) {
    for (JsonNode statement : statements(function)) {
      List<String> actions = texts(statement.path("Action"));

      assertThat(actions).noneMatch(action -> action.contains("*"));
      if (texts(statement.path("Resource")).contains("*")) {
        assertThat(WITHOUT_RESOURCE).containsAll(actions);
      }
    }
  }

  @Test
  void noRoleServesTwoFunctions() {
    TreeSet<String> roles = new TreeSet<>();
    for (GameFunction function : GameFunction.values()) {
      roles.add(function(function).at("/Role/Fn::GetAtt/0").asText());
    }

    assertThat(roles).hasSize(GameFunction.values().length);
  }

  @Test
  void routesLeadToLiveAliases() {
    JsonNode resources = Templates.template(StageName.DEV, "GameApi").path("Resources");
    Map<Integer, String> routes = new TreeMap<>();
    for (JsonNode rule :
        Templates.resources(StageName.DEV, "GameApi", "AWS::ElasticLoadBalancingV2::ListenerRule")
            .values()) {
      JsonNode properties = rule.path("Properties");
      JsonNode group = resources.path(properties.at("/Actions/0/TargetGroupArn/Ref").asText());
      routes.put(
          properties.path("Priority").asInt(),
          String.join(
              " ",
              properties.at("/Conditions/0/HttpRequestMethodConfig/Values/0").asText(),
              properties.at("/Conditions/1/PathPatternConfig/Values/0").asText(),
              group.at("/Properties/Targets/0/Id/Ref").asText()));
    }

    assertThat(routes.values())
        .containsExactly(
            "GET /healthz HealthFunctionAliaslive5806CF17",
            "POST /v1/leaderboards/*/scores ScoresFunctionAliasliveB4C198E4",
            "GET /v1/leaderboards/* LeaderboardsFunctionAliaslive182ED40E");
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
        Templates.only(StageName.DEV, "GameApi", "AWS::Lambda::EventInvokeConfig")
            .path("Properties");

    assertThat(asynchronous.path("Qualifier").toString()).contains("live");
    assertThat(asynchronous.at("/DestinationConfig/OnFailure/Destination/Fn::GetAtt/0").asText())
        .startsWith("FailedRebuilds");
  }

  private static JsonNode function(GameFunction function) {
    return Templates.resources(StageName.DEV, "GameApi", "AWS::Lambda::Function").values().stream()
        .map(resource -> resource.path("Properties"))
        .filter(properties -> properties.path("Handler").asText().equals(function.handler()))
        .findAny()
        .orElseThrow();
  }

  private static Map<String, String> environment(GameFunction function) {
    Map<String, String> environment = new HashMap<>();
    function(function)
        .at("/Environment/Variables")
        .properties()
        .forEach(
            variable ->
                environment.put(
                    variable.getKey(),
                    variable.getValue().isTextual()
                        ? variable.getValue().textValue()
                        : variable.getValue().toString()));
    return environment;
  }

  private static List<JsonNode> statements(GameFunction function) {
    String role = function(function).at("/Role/Fn::GetAtt/0").asText();
    List<JsonNode> statements = new ArrayList<>();
    Templates.resources(StageName.DEV, "GameApi", "AWS::IAM::Policy")
        .forEach(
            (id, policy) -> {
              if (policy.at("/Properties/Roles/0/Ref").asText().equals(role)) {
                policy.at("/Properties/PolicyDocument/Statement").forEach(statements::add);
              }
            });
    return statements;
  }

  private static List<String> texts(JsonNode oneOrMany) {
    List<String> texts = new ArrayList<>();
    if (oneOrMany.isArray()) {
      oneOrMany.forEach(one -> texts.add(one.asText()));
    } else {
      texts.add(oneOrMany.asText());
    }
    return texts;
  }
}
