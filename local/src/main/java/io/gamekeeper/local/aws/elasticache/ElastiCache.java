package io.gamekeeper.local.aws.elasticache;

import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.NamedResource;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.time.Timetable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Amazon ElastiCache, on redis-server. */
public final class ElastiCache implements StageService {
  private final Ground ground;
  private final Engines engines;
  private final CacheMetrics metrics;
  private final Set<String> groups = ConcurrentHashMap.newKeySet();

  public ElastiCache(Ground ground, Engines engines) {
    this.ground = ground;
    this.engines = engines;
    this.metrics = new CacheMetrics(ground, engines.redis());
  }

  @Override
  public List<ResourceType> resourceTypes() {
    List<ResourceType> types =
        new ArrayList<>(RedisCluster.all(engines, ground.world().redis(), groups::add));
    types.add(
        NamedResource.named(
            "AWS::ElastiCache::SubnetGroup", "CacheSubnetGroupName", "one machine has no subnets"));
    return types;
  }

  /** Begins to measure the server. */
  @Override
  public void start() {
    if (!groups.isEmpty()) {
      metrics.sample(List.of());
      Timetable.eachMinute(ground.agenda(), "metrics of ElastiCache", () -> metrics.sample(groups));
    }
  }
}
