package io.gamekeeper.local.aws.scheduler;

import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceType;

/** The resource type of schedule groups. */
final class ScheduleGroup implements ResourceType {
  @Override
  public String type() {
    return "AWS::Scheduler::ScheduleGroup";
  }

  @Override
  public Provisioned create(ResourceContext context) {
    String name = context.properties().string("Name", context.generatedName(64));
    return Provisioned.simulated(name, name)
        .with("Arn", context.environment().arn("scheduler", "schedule-group/" + name));
  }
}
