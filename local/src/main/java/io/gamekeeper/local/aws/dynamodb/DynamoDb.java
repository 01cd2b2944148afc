package io.gamekeeper.local.aws.dynamodb;

import io.gamekeeper.local.client.SimulatedService;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.NamedResource;
import io.gamekeeper.local.template.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Amazon DynamoDB, on DynamoDB Local. */
public final class DynamoDb implements StageService {
  private final Engines engines;
  private final DynamoTables tables;

  public DynamoDb(Ground ground, Engines engines) {
    this.engines = engines;
    this.tables = new DynamoTables(ground);
  }

  @Override
  public List<ResourceType> resourceTypes() {
    List<ResourceType> types = new ArrayList<>(Table.all(engines, tables));
    types.add(
        NamedResource.named(
            "AWS::DynamoDB::ResourcePolicy", "Id", "for functions, only their roles decide"));
    return types;
  }

  @Override
  public List<SimulatedService<?>> operations() {
    return List.of(tables.service(engines.dynamo()::client));
  }

  @Override
  public Map<String, AccessRule> access() {
    return Map.of("dynamodb", tables::access);
  }
}
