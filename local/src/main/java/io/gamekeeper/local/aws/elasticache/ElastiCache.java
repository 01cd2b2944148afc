package io.gamekeeper.local.aws.elasticache;

import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.NamedResource;
import io.gamekeeper.local.template.ResourceType;
import java.util.ArrayList;
import java.util.List;

/** Amazon ElastiCache, on redis-server. */
public final class ElastiCache implements StageService {
  private final Ground ground;
  private final Engines engines;

  public ElastiCache(Ground ground, Engines engines) {
    this.ground = ground;
    this.engines = engines;
  }

  @Override
  public List<ResourceType> resourceTypes() {
    List<ResourceType> types = new ArrayList<>(RedisCluster.all(engines, ground.world().redis()));
    types.add(
        NamedResource.named(
            "AWS::ElastiCache::SubnetGroup", "CacheSubnetGroupName", "one machine has no subnets"));
    return types;
  }
}
