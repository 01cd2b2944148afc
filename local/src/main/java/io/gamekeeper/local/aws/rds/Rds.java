package io.gamekeeper.local.aws.rds;

import io.gamekeeper.local.aws.secrets.DatabaseServer;
import io.gamekeeper.local.aws.secrets.SecretsManager;
import io.gamekeeper.local.client.DatabaseProxies;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.service.Ground;
import io.gamekeeper.local.service.StageService;
import io.gamekeeper.local.template.NamedResource;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.time.Timetable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Amazon RDS and its proxy, on MariaDB. */
public final class Rds implements StageService {
  private final Ground ground;
  private final Engines engines;
  private final SecretsManager secrets;
  private final DatabaseMetrics metrics;
  private final SlowQueryLog slowQueries;
  private final Map<String, DatabaseProxies.DatabaseProxy> byName = new ConcurrentHashMap<>();

  public Rds(Ground ground, Engines engines, SecretsManager secrets) {
    this.ground = ground;
    this.engines = engines;
    this.secrets = secrets;
    this.metrics = new DatabaseMetrics(ground, engines.mariaDb());
    this.slowQueries =
        new SlowQueryLog(engines.mariaDb().slowQueryLog(), ground.logs(), ground.errors());
  }

  @Override
  public List<ResourceType> resourceTypes() {
    RdsLogs logs = new RdsLogs(ground.logs(), slowQueries);
    DatabaseProxies proxies = ground.world().databases();
    Map<String, DatabaseServer> servers = secrets.databases();
    Map<String, DbParameterGroup.Settings> groups = new ConcurrentHashMap<>();
    return List.of(
        new DbParameterGroup(groups),
        new DbInstance(engines, logs, secrets.secrets(), groups, servers),
        new DbProxy(logs, secrets.secrets(), proxies, ground.roles(), metrics, byName),
        new DbProxyTargetGroup(
            engines.mariaDb(), proxies, ground.securityGroups(), byName, servers),
        NamedResource.named(
            "AWS::RDS::DBSubnetGroup", "DBSubnetGroupName", "one machine has no subnets"),
        NamedResource.named(
            "AWS::RDS::OptionGroup", "OptionGroupName", "the engine's log shows who logged in"));
  }

  /** Begins to measure the server and the proxies. */
  @Override
  public void start() {
    if (!secrets.databases().isEmpty()) {
      metrics.sample(List.of());
      slowQueries.begin();
      Timetable.eachMinute(ground.agenda(), "metrics of RDS", this::sample);
    }
  }

  private void sample() {
    metrics.sample(secrets.databases().keySet());
    byName.forEach(metrics::sample);
    slowQueries.bring();
  }

  @Override
  public Map<String, AccessRule> access() {
    return Map.of("rds-db", ground.world().databases()::access);
  }
}
