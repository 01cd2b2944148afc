package io.gamekeeper.infra.core;

import io.gamekeeper.contract.GameServerSettings;
import io.gamekeeper.infra.config.StageConfig;
import io.gamekeeper.infra.config.StageStack;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.appconfig.CfnApplication;
import software.amazon.awscdk.services.events.EventBus;
import software.amazon.awscdk.services.events.IEventBus;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.sns.ITopic;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/**
 * What several stacks point at: the event bus, the topic that alarms go to, and the application of
 * what can be configured at run time.
 */
public final class CoreStack extends StageStack {
  private final EventBus eventBus;
  private final Topic alarmTopic;
  private final CfnApplication configuration;

  /** Creates the stack below a stage. */
  public CoreStack(Construct scope, String id, StageConfig config) {
    super(
        scope,
        id,
        config,
        "Event bus, alarm topic and configuration that the other stacks point at");

    eventBus =
        EventBus.Builder.create(this, "Events")
            .description("What happens in the game and its operations")
            .build();

    configuration =
        CfnApplication.Builder.create(this, "Configuration")
            .name(GameServerSettings.application(config.name().key()))
            .description("What the product follows while it runs")
            .build();

    Key alarmKey =
        Key.Builder.create(this, "AlarmKey")
            .description("Encrypts alarm notifications")
            .enableKeyRotation(true)
            .pendingWindow(Duration.days(7))
            .removalPolicy(removalPolicy())
            .build();
    // CloudWatch cannot publish to a topic under the AWS managed key: its policy is not ours to
    // edit. https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    alarmKey.addToResourcePolicy(
        PolicyStatement.Builder.create()
            .sid("AlarmsOfThisAccount")
            .principals(List.of(new ServicePrincipal("cloudwatch.amazonaws.com")))
            .actions(List.of("kms:Decrypt", "kms:GenerateDataKey"))
            .resources(List.of("*"))
            .conditions(Map.of("StringEquals", Map.of("aws:SourceAccount", getAccount())))
            .build());
    alarmTopic =
        Topic.Builder.create(this, "Alarms")
            .displayName("Gamekeeper alarms, " + config.name().key())
            .masterKey(alarmKey)
            .enforceSsl(true)
            .build();
    alarmTopic.addToResourcePolicy(
        PolicyStatement.Builder.create()
            .sid("AlarmsOfThisAccount")
            .principals(List.of(new ServicePrincipal("cloudwatch.amazonaws.com")))
            .actions(List.of("sns:Publish"))
            .resources(List.of(alarmTopic.getTopicArn()))
            .conditions(Map.of("StringEquals", Map.of("aws:SourceAccount", getAccount())))
            .build());
  }

  /** Returns the bus on which the product announces what happened. */
  public IEventBus eventBus() {
    return eventBus;
  }

  /** Returns AppConfig's application, in which stacks have their profiles. */
  public CfnApplication configuration() {
    return configuration;
  }

  /** Returns the topic that alarms go to. */
  public ITopic alarmTopic() {
    return alarmTopic;
  }
}
