package io.gamekeeper.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gamekeeper.contract.GameServerSettings;
import io.gamekeeper.infra.config.StageName;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The configuration that servers read while they run, and how it is deployed. */
final class FleetConfigurationTest {
  @ParameterizedTest
  @EnumSource
  void aChangedDocumentNeverMeetsItsOwnBakeTimeWhereNobodyPlays(StageName stage) {
    JsonNode strategy =
        Templates.only(stage, "Fleet", "AWS::AppConfig::Deployment")
            .at("/Properties/DeploymentStrategyId");

    if (stage == StageName.PROD) {
      assertThat(strategy.asText()).isEqualTo("AppConfig.Canary10Percent20Minutes");
      return;
    }
    JsonNode own =
        Templates.resources(stage, "Fleet", "AWS::AppConfig::DeploymentStrategy")
            .getOrDefault(strategy.path("Ref").asText(), Templates.JSON.nullNode())
            .path("Properties");
    assertThat(own.path("DeploymentDurationInMinutes").asInt(-1)).isZero();
    assertThat(own.path("FinalBakeTimeInMinutes").asInt(-1)).isZero();
    assertThat(own.path("GrowthFactor").asInt()).isEqualTo(100);
    assertThat(own.path("ReplicateTo").asText()).isEqualTo("NONE");
    assertThat(own.path("Name").asText()).contains(stage.key());
  }

  /** A second one at the same time is refused: two must not stand in the templates of a stage. */
  @ParameterizedTest
  @EnumSource
  void anEnvironmentHasOneDeploymentInAllStacksTogether(StageName stage) {
    Map<String, Integer> deployments = new TreeMap<>();
    Templates.resources(stage, "AWS::AppConfig::Deployment")
        .values()
        .forEach(
            deployment ->
                deployments.merge(
                    deployment.at("/Properties/EnvironmentId").toString(), 1, Integer::sum));

    assertThat(deployments)
        .hasSize(1)
        .allSatisfy((environment, count) -> assertThat(count).isOne());
  }

  @ParameterizedTest
  @EnumSource
  void aStageThatMayGoGoesAlthoughItsServersReadUntilTheEnd(StageName stage) {
    String expected = stage == StageName.PROD ? "ACCOUNT_DEFAULT" : "BYPASS";
    for (String type : List.of("Environment", "ConfigurationProfile")) {
      assertThat(
              Templates.only(stage, "Fleet", "AWS::AppConfig::" + type)
                  .at("/Properties/DeletionProtectionCheck")
                  .asText())
          .as(type)
          .isEqualTo(expected);
    }
  }

  @Test
  void theConfigurationThatAStageStartsWithIsOneThatItsSchemaAllows() throws IOException {
    JsonNode schema =
        Templates.JSON.readTree(
            Templates.only(StageName.DEV, "Fleet", "AWS::AppConfig::ConfigurationProfile")
                .at("/Properties/Validators/0/Content")
                .asText());
    JsonNode document =
        Templates.JSON.readTree(
            Templates.only(StageName.DEV, "Fleet", "AWS::AppConfig::HostedConfigurationVersion")
                .at("/Properties/Content")
                .asText());

    assertThat(DeployedFunction.texts(schema.path("required")))
        .containsExactly(GameServerSettings.TICKS_PER_SECOND, GameServerSettings.PLAYERS_PER_ROOM);
    assertThat(document.size()).isEqualTo(2);
    document
        .properties()
        .forEach(
            member -> {
              JsonNode allowed = schema.path("properties").path(member.getKey());
              assertThat(member.getValue().asInt())
                  .isBetween(allowed.path("minimum").asInt(), allowed.path("maximum").asInt());
            });
  }
}
