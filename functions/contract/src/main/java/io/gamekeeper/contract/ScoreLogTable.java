package io.gamekeeper.contract;

/**
 * Key attributes of the append-only score log. Partition: {@code board#season#shard}, where the
 * shard is a hash of the player; sort key: {@code player#requestId}. Each accepted score is one
 * conditional put; a board's season is read back, with strong consistency, from its {@value
 * #SHARDS} partitions.
 */
public final class ScoreLogTable {
  public static final String PARTITION_KEY = "pk";
  public static final String SORT_KEY = "sk";

  /** Partitions per board and season: the write limit of one partition is 1000 units/s. */
  public static final int SHARDS = 16;

  private ScoreLogTable() {}
}
