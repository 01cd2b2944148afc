package io.gamekeeper.infra.config;

import java.util.regex.Pattern;

/**
 * The ranking's replication group.
 *
 * @param nodeType ElastiCache node type
 * @param shards parts that the keys are spread over. Changed later, it must be all that its
 *     deployment changes of the group
 * @param replicasPerShard copies of each part in other zones; Multi-AZ needs one at least. Cannot
 *     be changed later: another number is another group, whose address other stacks import
 * @param snapshotRetentionDays how long daily snapshots are kept; 0 for none, as the score log can
 *     rebuild every board
 */
public record RedisConfig(
    String nodeType, int shards, int replicasPerShard, int snapshotRetentionDays) {
  private static final Pattern NODE_TYPE = Pattern.compile("cache\\.[a-z0-9]+\\.[a-z0-9]+");

  /** ElastiCache's quota "Nodes per cluster per instance type", as long as nobody raises it. */
  private static final int MOST_NODES = 90;

  static RedisConfig read(ConfigObject redis) {
    RedisConfig read =
        new RedisConfig(
            redis.text("nodeType", NODE_TYPE, "an ElastiCache node type such as cache.r7g.large"),
            redis.integer("shards", 1, MOST_NODES),
            redis.integer("replicasPerShard", 1, 5),
            redis.integer("snapshotRetentionDays", 0, 35));
    int nodes = read.shards() * (1 + read.replicasPerShard());
    redis.check(
        nodes <= MOST_NODES,
        "shards and their replicas are "
            + nodes
            + " nodes; ElastiCache allows "
            + MOST_NODES
            + " in one group");
    return read;
  }
}
