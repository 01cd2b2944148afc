package io.gamekeeper.local.aws.iam;

import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.ResourceType;
import java.util.List;

/** AWS IAM: roles, policies and instance profiles. */
public final class Iam implements StageService {
  private final Ground ground;

  public Iam(Ground ground) {
    this.ground = ground;
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return Identities.all(ground.roles());
  }
}
