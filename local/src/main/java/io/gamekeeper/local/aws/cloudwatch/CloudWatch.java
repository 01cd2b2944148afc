package io.gamekeeper.local.aws.cloudwatch;

import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.ResourceType;
import java.util.List;

/** Amazon CloudWatch's alarms. */
public final class CloudWatch implements StageService {
  private final Ground ground;

  public CloudWatch(Ground ground) {
    this.ground = ground;
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return Alarms.all(ground.targets(), ground.watched());
  }
}
