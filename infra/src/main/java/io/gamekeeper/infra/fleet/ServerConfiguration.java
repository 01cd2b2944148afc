package io.gamekeeper.infra.fleet;

import io.gamekeeper.contract.GameServerSettings;
import io.gamekeeper.infra.config.StageConfig;
import java.util.List;
import java.util.Objects;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.appconfig.CfnApplication;
import software.amazon.awscdk.services.appconfig.CfnConfigurationProfile;
import software.amazon.awscdk.services.appconfig.CfnDeployment;
import software.amazon.awscdk.services.appconfig.CfnDeploymentStrategy;
import software.amazon.awscdk.services.appconfig.CfnEnvironment;
import software.amazon.awscdk.services.appconfig.CfnHostedConfigurationVersion;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.constructs.Construct;

/**
 * The configuration that servers read while they run. The template holds what a stage starts with;
 * a hotfix deploys later versions, which stay until the document here changes. What AppConfig's
 * rules mean for that, and what a person does about them, is in docs/decisions/017-fleet.md.
 */
final class ServerConfiguration extends Construct {
  /** {@link GameServerSettings} as a JSON schema of draft 4, the one that AppConfig checks. */
  private static final String SCHEMA =
      """
      {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "type": "object",
        "additionalProperties": false,
        "required": ["%1$s", "%2$s"],
        "properties": {
          "%1$s": { "type": "integer", "minimum": 1, "maximum": 120 },
          "%2$s": { "type": "integer", "minimum": 2, "maximum": 200 }
        }
      }
      """
          .formatted(GameServerSettings.TICKS_PER_SECOND, GameServerSettings.PLAYERS_PER_ROOM);

  private static final String DOCUMENT =
      "{\"%s\":20,\"%s\":50}"
          .formatted(GameServerSettings.TICKS_PER_SECOND, GameServerSettings.PLAYERS_PER_ROOM);

  private final CfnApplication application;
  private final CfnEnvironment environment;
  private final CfnConfigurationProfile profile;

  /**
   * What the configuration belongs to.
   *
   * @param config the stage
   * @param application the stage's application, which several stacks have profiles in
   */
  record Props(StageConfig config, CfnApplication application) {
    Props {
      Objects.requireNonNull(config);
      Objects.requireNonNull(application);
    }
  }

  ServerConfiguration(Construct scope, String id, Props props) {
    super(scope, id);
    application = props.application();
    environment =
        CfnEnvironment.Builder.create(this, "Environment")
            .applicationId(application.getRef())
            .name(props.config().name().key())
            .description("The stage's game servers")
            .deletionProtectionCheck(deletionProtection(props.config()))
            .build();
    profile =
        CfnConfigurationProfile.Builder.create(this, "Profile")
            .applicationId(application.getRef())
            .name(GameServerSettings.PROFILE)
            .description("What game servers follow while they run")
            .locationUri("hosted")
            .type("AWS.Freeform")
            .deletionProtectionCheck(deletionProtection(props.config()))
            .validators(
                List.of(
                    CfnConfigurationProfile.ValidatorsProperty.builder()
                        .type("JSON_SCHEMA")
                        .content(SCHEMA)
                        .build()))
            .build();
    CfnHostedConfigurationVersion version =
        CfnHostedConfigurationVersion.Builder.create(this, "Version")
            .applicationId(application.getRef())
            .configurationProfileId(profile.getRef())
            .contentType("application/json")
            .content(DOCUMENT)
            .build();
    CfnDeployment.Builder.create(this, "Deployment")
        .applicationId(application.getRef())
        .environmentId(environment.getRef())
        .configurationProfileId(profile.getRef())
        .configurationVersion(version.getRef())
        .deploymentStrategyId(strategy(props.config()))
        .build();
  }

  /**
   * Returns the strategy by which a changed document reaches the servers. An environment takes one
   * deployment at a time, and the bake time counts (AppConfig API reference, StartDeployment:
   * ConflictException). In stages that nobody plays in, a slow strategy would bring nothing but
   * waiting, and each of the predefined ones bakes: {@code AppConfig.AllAtOnce} for ten minutes, in
   * which the next deployment of the stack would fail.
   */
  private String strategy(StageConfig config) {
    if (config.protectedFromDeletion()) {
      return "AppConfig.Canary10Percent20Minutes";
    }
    return CfnDeploymentStrategy.Builder.create(this, "Strategy")
        .name("gamekeeper-" + config.name().key() + "-at-once")
        .description("To all servers at once, and done")
        .deploymentDurationInMinutes(0)
        .finalBakeTimeInMinutes(0)
        .growthFactor(100)
        .growthType("LINEAR")
        .replicateTo("NONE")
        .build()
        .getRef();
  }

  /**
   * Returns the deletion protection of the configuration. An account may protect what has been read
   * within the last hour (AppConfig guide, "Deletion protection"). Servers read until they end, so
   * nothing of the stage could be deleted then: stages that may be deleted bypass it. Where data is
   * kept the account decides: to demand protection would refuse the rollback of a first deployment,
   * because it protects what is younger than an hour, too.
   */
  private static String deletionProtection(StageConfig config) {
    return config.protectedFromDeletion() ? "ACCOUNT_DEFAULT" : "BYPASS";
  }

  /** Allows reading this configuration and no other. */
  void allowFollowing(Role role) {
    role.addToPolicy(
        PolicyStatement.Builder.create()
            .sid("FollowTheConfiguration")
            .actions(
                List.of("appconfig:GetLatestConfiguration", "appconfig:StartConfigurationSession"))
            .resources(
                List.of(
                    Stack.of(this)
                        .formatArn(
                            ArnComponents.builder()
                                .service("appconfig")
                                .resource("application")
                                .resourceName(
                                    application.getRef()
                                        + "/environment/"
                                        + environment.getRef()
                                        + "/configuration/"
                                        + profile.getRef())
                                .build())))
            .build());
  }
}
