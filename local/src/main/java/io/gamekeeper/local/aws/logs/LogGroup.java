package io.gamekeeper.local.aws.logs;

import io.gamekeeper.local.observe.LogStore;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceType;

/** The resource type of log groups, of which the newest lines are kept in memory. */
public final class LogGroup implements ResourceType {
  private final LogStore logs;

  LogGroup(LogStore logs) {
    this.logs = logs;
  }

  @Override
  public String type() {
    return "AWS::Logs::LogGroup";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    String name = context.properties().string("LogGroupName", context.generatedName());
    context.properties().inert("the newest lines are kept in memory", "RetentionInDays");
    context.properties().inert("nothing is encrypted on a laptop", "KmsKeyId");
    logs.create(name);
    return Provisioned.running(name, name)
        .with("Arn", context.environment().arn("logs", "log-group:" + name + ":*"));
  }
}
