package io.gamekeeper.local.aws.elasticache;

import io.gamekeeper.local.client.RedisEndpoints;
import io.gamekeeper.local.engine.Background;
import io.gamekeeper.local.engine.Engines;
import io.gamekeeper.local.engine.RedisEngine;
import io.gamekeeper.local.template.Provisioned;
import io.gamekeeper.local.template.ResourceContext;
import io.gamekeeper.local.template.ResourceProperties;
import io.gamekeeper.local.template.ResourceType;
import io.gamekeeper.local.template.TemplateException;
import io.gamekeeper.platform.redis.JedisRedisConnection;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The resource types of ElastiCache: a replication group is one redis-server that serves all slots
 * of the cluster.
 */
public final class RedisCluster {
  private static final String ONE_PROCESS = "one process plays all nodes";
  private static final int CONNECTIONS = 32;

  private RedisCluster() {}

  /**
   * Returns one instance of each type.
   *
   * @param created gets the names of replication groups
   */
  public static List<ResourceType> all(
      Engines engines, RedisEndpoints endpoints, Consumer<String> created) {
    Map<String, Map<String, String>> parameterGroups = new ConcurrentHashMap<>();
    return List.of(
        new ParameterGroup(parameterGroups),
        new ReplicationGroup(engines, endpoints, created, parameterGroups));
  }

  /** The type of groups of Redis settings. */
  private record ParameterGroup(Map<String, Map<String, String>> groups) implements ResourceType {
    @Override
    public String type() {
      return "AWS::ElastiCache::ParameterGroup";
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      properties.inert("informational only", "Description");
      properties.inert("the version is that of the engine's artifact", "CacheParameterGroupFamily");
      String name = context.generatedName().toLowerCase(Locale.ROOT);
      Map<String, String> settings = properties.stringMap("Properties");
      groups.put(name, settings);
      return Provisioned.simulated(name, settings.toString());
    }
  }

  private static final class ReplicationGroup implements ResourceType {
    private final Engines engines;
    private final RedisEngine engine;
    private final RedisEndpoints endpoints;
    private final Consumer<String> created;
    private final Map<String, Map<String, String>> parameterGroups;

    ReplicationGroup(
        Engines engines,
        RedisEndpoints endpoints,
        Consumer<String> created,
        Map<String, Map<String, String>> parameterGroups) {
      this.created = created;
      this.engines = engines;
      this.engine = engines.redis();
      this.endpoints = endpoints;
      this.parameterGroups = parameterGroups;
    }

    @Override
    public String type() {
      return "AWS::ElastiCache::ReplicationGroup";
    }

    @Override
    public AutoCloseable prepare() {
      return Background.start("Redis", engine::start, engines.end(engine));
    }

    @Override
    public Provisioned create(ResourceContext context) {
      ResourceProperties properties = context.properties();
      inert(properties);
      checkSize(properties);
      String name =
          properties
              .optionalString("ReplicationGroupId")
              .orElseGet(() -> context.generatedId("rg").replace("-", ""));
      int port = properties.integer("Port", 6379);
      engine.start();
      configure(properties);
      String region = context.environment().region();
      String host = "clustercfg." + name + ".stage." + region + ".cache.amazonaws.com";
      JedisRedisConnection connection =
          new JedisRedisConnection(
              engine.host(),
              engine.port(),
              JedisRedisConnection.Security.withPassword(engine.password()),
              CONNECTIONS);
      context.onClose("connections to Redis", connection);
      endpoints.register(
          host,
          port,
          properties.strings("SecurityGroupIds"),
          URI.create(
              "redis://:%s@%s:%d".formatted(engine.password(), engine.host(), engine.port())),
          () -> connection);
      created.accept(name);
      return Provisioned.running(name, engine.address())
          .with("ConfigurationEndPoint.Address", host)
          .with("ConfigurationEndPoint.Port", Integer.toString(port))
          .with("ReplicationGroupId", name);
    }

    /** Checks ElastiCache's quota "Nodes per cluster per instance type". */
    private static void checkSize(ResourceProperties properties) {
      int nodes =
          properties.integer("NumNodeGroups", 1)
              * (1 + properties.integer("ReplicasPerNodeGroup", 0));
      if (nodes > 90) {
        throw new TemplateException(
            properties.where("NumNodeGroups"), "makes " + nodes + " nodes; at most 90 are allowed");
      }
    }

    private void configure(ResourceProperties properties) {
      @Nullable Map<String, String> settings =
          parameterGroups.get(properties.string("CacheParameterGroupName", ""));
      boolean cluster =
          settings == null
              ? properties.string("CacheParameterGroupName", "").endsWith(".cluster.on")
              : settings.getOrDefault("cluster-enabled", "no").equals("yes");
      if (!cluster) {
        throw new TemplateException(
            properties.where("CacheParameterGroupName"),
            "does not set cluster-enabled to yes; the stage runs clusters only");
      }
      if (settings != null) {
        settings.forEach(
            (name, value) -> {
              if (!name.equals("cluster-enabled")) {
                engine.configure(name, value);
              }
            });
      }
    }

    private static void inert(ResourceProperties properties) {
      properties.inert(
          ONE_PROCESS,
          "AutomaticFailoverEnabled",
          "MultiAZEnabled",
          "NumNodeGroups",
          "ReplicasPerNodeGroup",
          "NumCacheClusters",
          "ClusterMode",
          "PreferredCacheClusterAZs",
          "CacheSubnetGroupName",
          "CacheNodeType",
          "NetworkType",
          "IpDiscovery");
      properties.inert(
          "the version is that of the engine's artifact",
          "Engine",
          "EngineVersion",
          "AutoMinorVersionUpgrade",
          "PreferredMaintenanceWindow");
      properties.inert(
          "the loopback interface is not encrypted",
          "TransitEncryptionEnabled",
          "TransitEncryptionMode");
      properties.inert("nothing is encrypted on a laptop", "AtRestEncryptionEnabled", "KmsKeyId");
      properties.inert(
          "there is one copy of the data, in the data folder",
          "SnapshotRetentionLimit",
          "SnapshotWindow",
          "SnapshottingClusterId");
      properties.inert("the engine's log lies beside its data", "LogDeliveryConfigurations");
      properties.inert("informational only", "ReplicationGroupDescription");
    }
  }
}
