package io.gamekeeper.local.aws.xray;

import io.gamekeeper.local.client.Access;
import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import java.util.List;
import java.util.Map;

/** AWS X-Ray over the stage's traces. Functions and instances send theirs without the SDK. */
public final class Xray implements StageService {
  private final Ground ground;

  public Xray(Ground ground) {
    this.ground = ground;
  }

  @Override
  public List<SimulatedService<?>> operations() {
    return List.of(XrayOperations.service(ground.traces(), ground.time().clock()));
  }

  /** X-Ray's actions know no resources. */
  @Override
  public Map<String, AccessRule> access() {
    return Map.of("xray", (action, _) -> List.of(new Access.ByRole(action, "*")));
  }
}
