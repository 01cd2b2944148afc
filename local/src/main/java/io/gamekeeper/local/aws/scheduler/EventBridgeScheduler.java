package io.gamekeeper.local.aws.scheduler;

import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.ResourceType;
import java.util.List;
import java.util.Set;

/** Amazon EventBridge Scheduler. */
public final class EventBridgeScheduler implements StageService {
  private final Ground ground;
  private final Scheduler scheduler;

  public EventBridgeScheduler(Ground ground) {
    this.ground = ground;
    this.scheduler = new Scheduler(ground);
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return List.of(
        new ScheduleGroup(), new ScheduledCall(scheduler, ground.roles(), ground.targets()));
  }

  @Override
  public Set<String> calls() {
    return scheduler.targets();
  }
}
