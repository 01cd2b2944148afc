package io.gamekeeper.local.aws.appconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gamekeeper.local.template.AwsEnvironment;
import io.gamekeeper.local.template.CloudAssembly;
import io.gamekeeper.local.template.Provisioner;
import io.gamekeeper.local.template.Template;
import io.gamekeeper.testing.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What AppConfig's API accepts and refuses. */
final class ConfigurationTypesTest {
  private static final AwsEnvironment EU = new AwsEnvironment("123456789012", "eu-central-1");

  private static final String TEMPLATE =
      """
      {'Resources': {
        'App': {'Type': 'AWS::AppConfig::Application', 'Properties': {'Name': 'game'}},
        'Env': {'Type': 'AWS::AppConfig::Environment', 'Properties': {
          'ApplicationId': {'Ref': 'App'}, 'Name': 'dev', 'DeletionProtectionCheck': 'BYPASS'}},
        'Server': {'Type': 'AWS::AppConfig::ConfigurationProfile', 'Properties': {
          'ApplicationId': {'Ref': 'App'}, 'Name': 'server', 'LocationUri': 'hosted'}},
        'Events': {'Type': 'AWS::AppConfig::ConfigurationProfile', 'Properties': {
          'ApplicationId': {'Ref': 'App'}, 'Name': 'events', 'LocationUri': 'hosted'}},
        'ServerVersion': {'Type': 'AWS::AppConfig::HostedConfigurationVersion', 'Properties': {
          'ApplicationId': {'Ref': 'App'}, 'ConfigurationProfileId': {'Ref': 'Server'},
          'ContentType': 'text/plain', 'Content': 'a'}},
        'EventsVersion': {'Type': 'AWS::AppConfig::HostedConfigurationVersion', 'Properties': {
          'ApplicationId': {'Ref': 'App'}, 'ConfigurationProfileId': {'Ref': 'Events'},
          'ContentType': 'text/plain', 'Content': 'b'}},
        'Own': {'Type': 'AWS::AppConfig::DeploymentStrategy', 'Properties': {
          'Name': 'own', 'DeploymentDurationInMinutes': 0, 'FinalBakeTimeInMinutes': BAKE,
          'GrowthFactor': 100, 'ReplicateTo': 'NONE'}},
        'ServerDeployment': {'Type': 'AWS::AppConfig::Deployment', 'Properties': {
          'ApplicationId': {'Ref': 'App'}, 'EnvironmentId': {'Ref': 'Env'},
          'ConfigurationProfileId': {'Ref': 'Server'},
          'ConfigurationVersion': {'Ref': 'ServerVersion'}, 'DeploymentStrategyId': STRATEGY}},
        'WellAfter': {'Type': 'AWS::AppConfig::Deployment', 'DependsOn': 'ServerDeployment',
         'Properties': {
          'ApplicationId': {'Ref': 'App'}, 'EnvironmentId': {'Ref': 'Env'},
          'ConfigurationProfileId': {'Ref': 'Events'},
          'ConfigurationVersion': {'Ref': 'EventsVersion'}, 'DeploymentStrategyId': STRATEGY}}
      }}
      """;

  private final VirtualTime time = new VirtualTime();
  private final Configurations configurations = new Configurations(time);

  private void provision(String strategy, int bake) throws IOException {
    String template =
        TEMPLATE
            .replace("STRATEGY", strategy)
            .replace("BAKE", Integer.toString(bake))
            .replace('\'', '"');
    new Provisioner(ConfigurationTypes.all(configurations))
        .provision(
            CloudAssembly.of(List.of(Template.parse("App", "Dev-App", EU, template)), Map.of()))
        .close();
  }

  @ParameterizedTest
  @CsvSource({"'AppConfig.AllAtOnce'", "'AppConfig.Linear50PercentEvery30Seconds'"})
  void anEnvironmentTakesOneDeploymentAtATimeBakeTimeIncluded(String predefined) {
    assertThatThrownBy(() -> provision("'" + predefined + "'", 0))
        .hasMessageContaining("WellAfter")
        .hasMessageContaining("EnvironmentId has a deployment in progress, bake time included");
    assertThatThrownBy(() -> provision("{'Ref': 'Own'}", 1))
        .hasMessageContaining("ConflictException");
  }

  @Test
  void aStrategyWithoutBakeTimeMakesRoomAtOnce() throws IOException {
    provision("{'Ref': 'Own'}", 0);

    assertThat(configurations.find("game", "dev", "server").orElseThrow().content()).isEqualTo("a");
    assertThat(configurations.find("game", "dev", "events").orElseThrow().content()).isEqualTo("b");
  }

  @Test
  void aDeploymentNeedsAVersionAndAStrategyThatExist() {
    assertThatThrownBy(() -> provision("'AppConfig.Slowly'", 0))
        .hasMessageContaining("DeploymentStrategyId is AppConfig.Slowly, which does not exist");
    assertThat(deploy("9")).isEqualTo(Configurations.Outcome.NO_VERSION);
  }

  @Test
  void aHotfixGoesOutWhenTheBakeTimeIsOver() {
    configurations.addVersion("a", "p", "1", new Configurations.Version("x", "text/plain"));

    assertThat(deploy("1")).isEqualTo(Configurations.Outcome.STARTED);
    time.advance(Duration.ofMinutes(9));
    assertThat(deploy("1")).isEqualTo(Configurations.Outcome.ANOTHER_IN_PROGRESS);
    time.advance(Duration.ofMinutes(1));
    assertThat(deploy("1")).isEqualTo(Configurations.Outcome.STARTED);
  }

  private Configurations.Outcome deploy(String version) {
    return configurations.deploy(
        EU, new Configurations.Request("a", "e", "p", version, "AppConfig.AllAtOnce"));
  }
}
