package io.gamekeeper.contract;

/**
 * Attributes of the table in which the collector of player metrics keeps what it counts. One table,
 * because one transaction covers what is counted and how far it was read.
 */
public final class PlayerFiguresTable {
  public static final String PARTITION_KEY = "pk";
  public static final String SORT_KEY = "sk";

  /** Epoch second after which DynamoDB may delete an item; players and the figures have none. */
  public static final String EXPIRY = "expiration";

  /** Sort key of what is remembered of a player. */
  public static final String PLAYER = "player";

  /** When a player was first seen, in epoch milliseconds. */
  public static final String FIRST = "first";

  /** The last day (UTC) on which a player was seen, {@code 2026-11-30}. */
  public static final String LAST = "last";

  private PlayerFiguresTable() {}

  /** Returns the partition key of what is remembered of a player. */
  public static String player(String player) {
    return PLAYER + '#' + player;
  }
}
