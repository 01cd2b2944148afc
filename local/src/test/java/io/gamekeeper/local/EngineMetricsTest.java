package io.gamekeeper.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gamekeeper.local.engine.Durability;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.observe.Statistics;
import io.gamekeeper.local.template.Provisioning;
import io.gamekeeper.local.template.Resources;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** What RDS and ElastiCache send of their engines, which are real. */
@Timeout(120)
final class EngineMetricsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Map<String, String> DATABASE = Map.of("DBInstanceIdentifier", "payments");
  private static final Map<String, String> NODE =
      Map.of("CacheClusterId", "ranking-0001-001", "CacheNodeId", "0001");
  private static final String TEMPLATE =
      """
      {'Resources': {
        'Database': {'Type': 'AWS::RDS::DBInstance', 'Properties': {
          'DBInstanceIdentifier': 'payments', 'Engine': 'mysql',
          'MasterUsername': 'owner', 'MasterUserPassword': 'of-a-test'}},
        'Ranking': {'Type': 'AWS::ElastiCache::ReplicationGroup', 'Properties': {
          'ReplicationGroupId': 'ranking', 'CacheParameterGroupName': 'default.redis7.cluster.on'}}
      }}
      """;

  private final Engines engines;
  private final LedTime time;
  private final Measured rds;
  private final Measured cache;
  private Resources resources;

  EngineMetricsTest(@TempDir Path folder) {
    engines = Engines.ofOneStage(folder, Durability.TEMPORARY);
    time = new LedTime(folder);
    rds = new Measured(time.ground(), "AWS/RDS");
    cache = new Measured(time.ground(), "AWS/ElastiCache");
  }

  @BeforeEach
  void open() {
    Foundation foundation = new Foundation(time.ground(), engines);
    resources = Provisioning.provision(foundation.resourceTypes(), TEMPLATE);
    foundation.services().start();
  }

  @AfterEach
  void close() {
    resources.close();
    engines.close();
    time.close();
  }

  @Test
  void aDatabaseSaysWhatItHasUntilItIsGone() throws Exception {
    ProcessHandle server = engines.mariaDb().handle().orElseThrow();
    Duration before = server.info().totalCpuDuration().orElseThrow();
    List<Connection> held = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      held.add(engines.mariaDb().connect("owner", "of-a-test", ""));
    }
    try (Statement busy = held.getFirst().createStatement()) {
      for (int i = 0; i < 5; i++) { // each shorter than a player's patience
        busy.execute("SELECT BENCHMARK(1000000, MD5('x'))");
      }
    }
    time.advance(MINUTE);
    Duration used = server.info().totalCpuDuration().orElseThrow().minus(before);
    for (Connection connection : held) {
      connection.close();
    }
    engines.mariaDb().kill();
    time.advance(MINUTE.multipliedBy(2));

    assertThat(rds.byMinute("DatabaseConnections", DATABASE)).containsExactly("1: 3.0");
    assertThat(rds.periods("FreeStorageSpace", DATABASE))
        .singleElement()
        .extracting(Statistics::sum)
        .satisfies(
            free ->
                assertThat(free)
                    .isCloseTo((double) engines.folder().toFile().getUsableSpace(), within(2e9)));
    double percent = used.toNanos() / 60e9 / Runtime.getRuntime().availableProcessors() * 100;
    assertThat(percent).isGreaterThan(0.2);
    assertThat(rds.periods("CPUUtilization", DATABASE))
        .singleElement()
        .satisfies(period -> assertThat(period.sum()).isCloseTo(percent, within(percent / 3)));
  }

  @Test
  void aCacheCountsHitsMissesAndConnectionsUntilItIsGone() {
    try (Jedis client = new Jedis(engines.redis().host(), engines.redis().port())) {
      client.auth(engines.redis().password());
      client.set("here", "x");
      for (int i = 0; i < 7; i++) {
        client.get("here");
      }
      for (int i = 0; i < 4; i++) {
        client.get("nowhere");
      }
      time.advance(MINUTE);
      client.get("nowhere");
      time.advance(MINUTE);
    }
    engines.redis().kill();
    time.advance(MINUTE);

    assertThat(cache.byMinute("CacheHits", NODE)).containsExactly("1: 7.0", "2: 0.0");
    assertThat(cache.byMinute("CacheMisses", NODE)).containsExactly("1: 4.0", "2: 1.0");
    assertThat(cache.byMinute("CacheHits", Map.of("CacheClusterId", "ranking-0001-001")))
        .containsExactly("1: 7.0", "2: 0.0");
    assertThat(cache.byMinute("Evictions", NODE)).containsExactly("1: 0.0", "2: 0.0");
    // The test's own client, and the stage's that asks.
    assertThat(cache.byMinute("NewConnections", NODE)).containsExactly("1: 2.0", "2: 1.0");
    assertThat(cache.periods("BytesUsedForCache", NODE))
        .hasSize(2)
        .allSatisfy(period -> assertThat(period.sum()).isGreaterThan(500_000));
    assertThat(cache.periods("EngineCPUUtilization", NODE))
        .hasSize(2)
        .allSatisfy(period -> assertThat(period.sum()).isBetween(0.0, 20.0));
    assertThat(cache.names()).doesNotContain("DatabaseMemoryUsagePercentage", "ReplicationLag");
  }

  @Test
  void aCacheThatWasRestartedCountsFromNothing() {
    time.advance(MINUTE);
    engines.redis().kill();
    engines.redis().start();
    try (Jedis client = new Jedis(engines.redis().host(), engines.redis().port())) {
      client.auth(engines.redis().password());
      client.get("nowhere");
      client.get("nowhere");
    }
    time.advance(MINUTE);

    assertThat(cache.byMinute("CacheMisses", NODE)).containsExactly("1: 0.0", "2: 2.0");
  }
}
