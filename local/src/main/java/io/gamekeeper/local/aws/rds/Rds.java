package io.gamekeeper.local.aws.rds;

import io.gamekeeper.local.aws.secrets.SecretsManager;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.NamedResource;
import io.gamekeeper.local.template.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Amazon RDS and its proxy, on MariaDB. */
public final class Rds implements StageService {
  private final Ground ground;
  private final Engines engines;
  private final SecretsManager secrets;

  public Rds(Ground ground, Engines engines, SecretsManager secrets) {
    this.ground = ground;
    this.engines = engines;
    this.secrets = secrets;
  }

  @Override
  public List<ResourceType> resourceTypes() {
    List<ResourceType> types =
        new ArrayList<>(
            DatabaseTypes.all(
                engines,
                ground.logs(),
                secrets.secrets(),
                ground.world().databases(),
                ground.roles(),
                ground.securityGroups(),
                secrets.databases()));
    types.add(
        NamedResource.named(
            "AWS::RDS::DBSubnetGroup", "DBSubnetGroupName", "one machine has no subnets"));
    types.add(
        NamedResource.named(
            "AWS::RDS::OptionGroup", "OptionGroupName", "the engine's log tells who logged in"));
    return types;
  }

  @Override
  public Map<String, AccessRule> access() {
    return Map.of("rds-db", ground.world().databases()::access);
  }
}
