package io.gamekeeper.infra.data;

import io.gamekeeper.infra.config.Findings;
import io.gamekeeper.infra.config.LogRetention;
import io.gamekeeper.infra.config.RedisConfig;
import io.gamekeeper.infra.config.Sorted;
import io.gamekeeper.infra.config.StageName;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import software.amazon.awscdk.CfnUpdatePolicy;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.ec2.Connections;
import software.amazon.awscdk.services.ec2.IConnectable;
import software.amazon.awscdk.services.ec2.IVpc;
import software.amazon.awscdk.services.ec2.Port;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.elasticache.CfnParameterGroup;
import software.amazon.awscdk.services.elasticache.CfnReplicationGroup;
import software.amazon.awscdk.services.elasticache.CfnSubnetGroup;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;

/**
 * The live ranking: a Redis replication group in cluster mode, over several zones, encrypted in
 * transit and at rest. Needs a VPC with isolated subnets; exposes its address and who may connect.
 */
public final class Ranking extends Construct implements IConnectable {
  /** Redis' own port; the security group, not an unusual number, keeps strangers out. */
  public static final int PORT = 6379;

  private final CfnReplicationGroup replicationGroup;
  private final int shards;
  private final Connections connections;

  /**
   * What a ranking is built from.
   *
   * @param vpc where it lives
   * @param key encrypts disk and snapshots
   * @param size node type, shards and replicas
   * @param stage the stage's name, for the names of its logs
   * @param logRetention how long its slow and engine logs are kept
   * @param removalPolicy whether a last snapshot is taken before it goes
   */
  record Props(
      IVpc vpc,
      IKey key,
      RedisConfig size,
      StageName stage,
      LogRetention logRetention,
      RemovalPolicy removalPolicy) {
    Props {
      Objects.requireNonNull(vpc);
      Objects.requireNonNull(key);
      if (vpc.selectSubnets(isolated()).getSubnetIds().size() < 2) {
        throw new IllegalArgumentException("Multi-AZ needs isolated subnets in two zones or more");
      }
    }
  }

  Ranking(Construct scope, String id, Props props) {
    super(scope, id);
    SecurityGroup securityGroup =
        SecurityGroup.Builder.create(this, "SecurityGroup")
            .vpc(props.vpc())
            .description("Who may reach the ranking")
            .allowAllOutbound(false)
            .build();
    CfnSubnetGroup subnetGroup =
        CfnSubnetGroup.Builder.create(this, "Subnets")
            .description("Isolated subnets of the ranking")
            .subnetIds(props.vpc().selectSubnets(isolated()).getSubnetIds())
            .build();
    CfnParameterGroup parameterGroup =
        CfnParameterGroup.Builder.create(this, "Parameters")
            .cacheParameterGroupFamily("redis7")
            .description(
                "Cluster mode; a full ranking refuses writes instead of forgetting players")
            .properties(Sorted.map("cluster-enabled", "yes", "maxmemory-policy", "noeviction"))
            .build();
    shards = props.size().shards();
    replicationGroup =
        CfnReplicationGroup.Builder.create(this, "ReplicationGroup")
            .replicationGroupDescription("Live ranking of players")
            .engine("redis")
            .engineVersion("7.1")
            .cacheNodeType(props.size().nodeType())
            .cacheParameterGroupName(parameterGroup.getRef())
            .cacheSubnetGroupName(subnetGroup.getRef())
            .securityGroupIds(List.of(securityGroup.getSecurityGroupId()))
            .port(PORT)
            .clusterMode("enabled")
            .numNodeGroups(props.size().shards())
            .replicasPerNodeGroup(props.size().replicasPerShard())
            .automaticFailoverEnabled(true)
            .multiAzEnabled(true)
            .transitEncryptionEnabled(true)
            .transitEncryptionMode("required")
            .atRestEncryptionEnabled(true)
            .kmsKeyId(props.key().getKeyArn())
            .snapshotRetentionLimit(props.size().snapshotRetentionDays())
            .snapshotWindow("03:00-04:00")
            .preferredMaintenanceWindow("tue:04:30-tue:05:30")
            .autoMinorVersionUpgrade(true)
            .logDeliveryConfigurations(
                List.of(
                    delivery("slow-log", log("SlowLog", "slow-log", props)),
                    delivery("engine-log", log("EngineLog", "engine-log", props))))
            .build();
    // Adding shards moves slots while players play; without this, CloudFormation would replace the
    // whole group.
    replicationGroup
        .getCfnOptions()
        .setUpdatePolicy(CfnUpdatePolicy.builder().useOnlineResharding(true).build());
    Findings.acknowledge(
        replicationGroup,
        "AwsSolutions-AEC5",
        "Who is in neither the functions' nor the servers' security group reaches no port at all, usual or not");
    Findings.acknowledge(
        replicationGroup,
        "AwsSolutions-AEC6",
        "In isolated subnets, over TLS, for the functions' and the game servers' security groups;"
            + " holds rankings, which are public and can be rebuilt, and who plays where");
    replicationGroup.applyRemovalPolicy(props.removalPolicy());
    connections =
        Connections.Builder.create()
            .securityGroups(List.of(securityGroup))
            .defaultPort(Port.tcp(PORT))
            .build();
  }

  /**
   * Returns the ids of the node that is each shard's first; after a failover it is a replica, which
   * holds the same. ElastiCache numbers the nodes of a group in cluster mode so.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.Redis.html">Metrics
   *     for Valkey and Redis OSS</a>
   */
  public List<String> firstNodes() {
    return IntStream.rangeClosed(1, shards)
        .mapToObj(shard -> "%s-%04d-001".formatted(replicationGroup.getRef(), shard))
        .toList();
  }

  /** Returns a metric of one node. */
  static Metric ofNode(String node, String metric, String statistic, Duration period) {
    return Metric.Builder.create()
        .namespace("AWS/ElastiCache")
        .metricName(metric)
        .dimensionsMap(Map.of("CacheClusterId", node))
        .statistic(statistic)
        .period(period)
        .build();
  }

  /** Host name of the configuration end point, where a cluster client starts. */
  public String host() {
    return replicationGroup.getAttrConfigurationEndPointAddress();
  }

  @Override
  public Connections getConnections() {
    return connections;
  }

  /**
   * Creates a log's group. Groups with that prefix share one entry in the account's resource
   * policy, which holds 5,120 characters; every other group that a service delivers to has an entry
   * of its own.
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
   */
  private LogGroup log(String id, String name, Props props) {
    return LogGroup.Builder.create(this, id)
        .logGroupName("/aws/vendedlogs/gamekeeper-" + props.stage().key() + "-ranking/" + name)
        .retention(props.logRetention().retention())
        .removalPolicy(props.removalPolicy())
        .build();
  }

  private static CfnReplicationGroup.LogDeliveryConfigurationRequestProperty delivery(
      String type, LogGroup log) {
    return CfnReplicationGroup.LogDeliveryConfigurationRequestProperty.builder()
        .logType(type)
        .logFormat("json")
        .destinationType("cloudwatch-logs")
        .destinationDetails(
            CfnReplicationGroup.DestinationDetailsProperty.builder()
                .cloudWatchLogsDetails(
                    CfnReplicationGroup.CloudWatchLogsDestinationDetailsProperty.builder()
                        .logGroup(log.getLogGroupName())
                        .build())
                .build())
        .build();
  }

  private static SubnetSelection isolated() {
    return SubnetSelection.builder().subnetType(SubnetType.PRIVATE_ISOLATED).build();
  }
}
