package io.gamekeeper.local.aws.logs;

import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** The resource type of log groups, of which the newest lines are kept in memory. */
record LogGroupType(Ground ground, LogGroups groups) implements ResourceType {

  @Override
  public String type() {
    return "AWS::Logs::LogGroup";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    ResourceProperties properties = context.properties();
    String name = properties.string("LogGroupName", context.generatedName());
    Optional<Integer> days = properties.optionalInteger("RetentionInDays");
    properties.inert("nothing is encrypted on a laptop", "KmsKeyId");
    String arn = context.environment().arn("logs", "log-group:" + name);
    ground.logs().create(name, days.map(Duration::ofDays));
    groups.add(
        new LogGroup(
            name,
            arn,
            days.map(OptionalInt::of).orElse(OptionalInt.empty()),
            ground.time().clock().instant()),
        context.environment());
    return Provisioned.running(name, name).with("Arn", arn + ":*");
  }
}
