package io.gamekeeper.local.aws.elasticache;

import io.gamekeeper.local.engine.RedisEngine;
import io.gamekeeper.local.observe.ServiceMetric;
import io.gamekeeper.local.observe.ServiceMetrics;
import io.gamekeeper.local.process.ProcessorUse;
import io.gamekeeper.local.service.Ground;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The metrics of a cache node, from what the server says of itself. One process plays all nodes, so
 * there is one node, the first of the first shard, and no replica that could lag. A server that
 * does not answer sends no values; after a restart its counters begin anew.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.Redis.html">
 *     Metrics for Valkey and Redis OSS</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.HostLevel.html">
 *     Host-level metrics</a>
 */
final class CacheMetrics {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final String CLUSTER = "CacheClusterId";
  private static final String NODE = "CacheNodeId";
  private static final String FIRST_OF_FIRST_SHARD = "-0001-001";

  private static final ServiceMetric PROCESSOR = metric("CPUUtilization", "Percent");
  private static final ServiceMetric ENGINE_THREAD = metric("EngineCPUUtilization", "Percent");
  private static final ServiceMetric USED = metric("BytesUsedForCache", "Bytes");
  private static final ServiceMetric USED_PERCENT =
      metric("DatabaseMemoryUsagePercentage", "Percent");
  private static final ServiceMetric CONNECTIONS = metric("CurrConnections", "Count");
  private static final ServiceMetric NEW_CONNECTIONS = metric("NewConnections", "Count");
  private static final ServiceMetric HITS = metric("CacheHits", "Count");
  private static final ServiceMetric MISSES = metric("CacheMisses", "Count");
  private static final ServiceMetric EVICTIONS = metric("Evictions", "Count");
  private static final List<ServiceMetric> ALL =
      List.of(
          PROCESSOR,
          ENGINE_THREAD,
          USED,
          USED_PERCENT,
          CONNECTIONS,
          NEW_CONNECTIONS,
          HITS,
          MISSES,
          EVICTIONS);

  /** What counts up in the server, by the field that says so. */
  private static final Map<String, ServiceMetric> COUNTERS =
      Map.of(
          "total_connections_received", NEW_CONNECTIONS,
          "keyspace_hits", HITS,
          "keyspace_misses", MISSES,
          "evicted_keys", EVICTIONS);

  private final ServiceMetrics metrics;
  private final RedisEngine engine;
  private final InstantSource clock;
  private final ProcessorUse processor;
  private Optional<Look> before = Optional.empty();

  /** What the server said at a time. */
  private record Look(Instant at, Map<String, String> fields) {
    double number(String field) {
      return Double.parseDouble(fields.getOrDefault(field, "0"));
    }

    double engineSeconds() {
      return number("used_cpu_user_main_thread") + number("used_cpu_sys_main_thread");
    }

    /** Tells whether it is the same run of the server. */
    boolean continues(Look other) {
      return fields.get("run_id") != null
          && fields.get("run_id").equals(other.fields.get("run_id"));
    }
  }

  CacheMetrics(Ground ground, RedisEngine engine) {
    this.metrics = ground.sends(ALL);
    this.engine = engine;
    this.clock = ground.time().clock();
    this.processor = new ProcessorUse(clock);
  }

  private static ServiceMetric metric(String name, String unit) {
    return ServiceMetric.of("AWS/ElastiCache", name, unit, CLUSTER, CLUSTER + "," + NODE);
  }

  /** Looks at the server; records what it says for the replication groups that it plays. */
  synchronized void sample(Iterable<String> replicationGroups) {
    var percent = processor.look(engine.handle().stream().toList());
    Optional<Look> now = engine.info(PATIENCE).map(fields -> new Look(clock.instant(), fields));
    for (String group : replicationGroups) {
      Map<String, String> node = Map.of(CLUSTER, group + FIRST_OF_FIRST_SHARD, NODE, "0001");
      if (now.isPresent()) {
        percent.ifPresent(value -> metrics.record(PROCESSOR, node, value));
        state(now.get(), node);
        before.ifPresent(last -> changes(last, now.get(), node));
      }
    }
    before = now;
  }

  private void state(Look now, Map<String, String> node) {
    metrics.record(USED, node, now.number("used_memory"));
    metrics.record(CONNECTIONS, node, now.number("connected_clients"));
    double most = now.number("maxmemory");
    if (most > 0) {
      metrics.record(USED_PERCENT, node, 100 * now.number("used_memory") / most);
    }
  }

  private void changes(Look last, Look now, Map<String, String> node) {
    boolean sameRun = now.continues(last);
    COUNTERS.forEach(
        (field, metric) ->
            metrics.record(metric, node, now.number(field) - (sameRun ? last.number(field) : 0)));
    double seconds = Duration.between(last.at(), now.at()).toNanos() / 1e9;
    if (sameRun && seconds > 0) {
      metrics.record(
          ENGINE_THREAD,
          node,
          Math.min(100, 100 * (now.engineSeconds() - last.engineSeconds()) / seconds));
    }
  }
}
