package io.gamekeeper.contract.event;

/**
 * Keys and attributes of the players' log. Partition: {@code PLAYER#SHARD}, where the shard is one
 * of {@link #SHARDS} and follows from the event's id, so that no player's partition takes all of a
 * busy player's writes. Sort key: {@code TIME#ID}, the time in UTC as {@code
 * 2026-11-30T10:00:00.000Z}.
 */
public final class EventLogTable {
  public static final String PARTITION_KEY = "pk";
  public static final String SORT_KEY = "sk";

  /** Epoch second after which DynamoDB may delete the item. */
  public static final String EXPIRY = "expiration";

  public static final String TYPE = "type";
  public static final String VERSION = "version";

  /** When the event was accepted, in epoch milliseconds. */
  public static final String RECEIVED = "received";

  /** The event's data, JSON as it was sent. */
  public static final String DATA = "data";

  /** How many partitions a player has. */
  public static final int SHARDS = 4;

  private EventLogTable() {}
}
