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
import software.amazon.awscdk.services.appconfig.CfnEnvironment;
import software.amazon.awscdk.services.appconfig.CfnHostedConfigurationVersion;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.constructs.Construct;

/**
 * What servers are told while they run. The template holds what a stage starts with; a hotfix
 * deploys later versions, which stay until the document here changes.
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
            .build();
    profile =
        CfnConfigurationProfile.Builder.create(this, "Profile")
            .applicationId(application.getRef())
            .name(GameServerSettings.PROFILE)
            .description("What game servers follow while they run")
            .locationUri("hosted")
            .type("AWS.Freeform")
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
        // In stages that nobody plays in, waiting is all that a slow one brings.
        .deploymentStrategyId(
            props.config().protectedFromDeletion()
                ? "AppConfig.Canary10Percent20Minutes"
                : "AppConfig.AllAtOnce")
        .build();
  }

  /** Allows to follow this configuration and no other. */
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
