package io.gamekeeper.local.aws.logs;

import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.NamedResource;
import io.gamekeeper.local.template.ResourceType;
import java.util.List;

/** Amazon CloudWatch Logs. */
public final class Logs implements StageService {
  private static final String NO_LOG = "nobody reads an access log on a laptop";

  private final Ground ground;

  public Logs(Ground ground) {
    this.ground = ground;
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return List.of(
        new LogGroup(ground.logs()),
        new MetricFilterType(ground),
        NamedResource.id("AWS::Logs::DeliverySource", NO_LOG, "source", "Id"),
        NamedResource.id("AWS::Logs::DeliveryDestination", NO_LOG, "destination", "Arn"),
        NamedResource.id("AWS::Logs::Delivery", NO_LOG, "delivery", "DeliveryId"));
  }
}
