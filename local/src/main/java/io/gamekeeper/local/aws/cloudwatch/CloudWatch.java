package io.gamekeeper.local.aws.cloudwatch;

import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.ResourceType;
import java.util.List;
import java.util.Map;

/** Amazon CloudWatch: metrics that functions send, and alarms. */
public final class CloudWatch implements StageService {
  private final Ground ground;

  public CloudWatch(Ground ground) {
    this.ground = ground;
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return Alarms.all(ground.targets(), ground.watched());
  }

  @Override
  public List<SimulatedService<?>> operations() {
    return List.of(MetricPublishing.service(ground.metrics(), ground.time().clock()));
  }

  @Override
  public Map<String, AccessRule> access() {
    return Map.of("cloudwatch", MetricPublishing::access);
  }
}
