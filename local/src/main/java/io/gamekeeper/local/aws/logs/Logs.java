package io.gamekeeper.local.aws.logs;

import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.NamedResource;
import io.gamekeeper.local.template.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Amazon CloudWatch Logs: log groups, their lines, and queries. */
public final class Logs implements StageService {
  private static final String NO_LOG = "nobody reads an access log on a laptop";

  private final Ground ground;
  private final LogGroups groups = new LogGroups();
  private final Map<String, QueryDefinition> definitions = new ConcurrentHashMap<>();
  private final LogOperations operations = new LogOperations(groups, definitions);

  public Logs(Ground ground) {
    this.ground = ground;
  }

  @Override
  public List<ResourceType> resourceTypes() {
    return List.of(
        new LogGroupType(ground, groups),
        new MetricFilterType(ground),
        new QueryDefinitionType(ground, groups, definitions),
        NamedResource.named(
            "AWS::Logs::LogStream", "LogStreamName", "a stream is there from its first line on"),
        NamedResource.id("AWS::Logs::DeliverySource", NO_LOG, "source", "Id"),
        NamedResource.id("AWS::Logs::DeliveryDestination", NO_LOG, "destination", "Arn"),
        NamedResource.id("AWS::Logs::Delivery", NO_LOG, "delivery", "DeliveryId"));
  }

  @Override
  public List<SimulatedService<?>> operations() {
    return List.of(operations.service(ground));
  }

  @Override
  public Map<String, AccessRule> access() {
    return Map.of("logs", operations::needs);
  }
}
