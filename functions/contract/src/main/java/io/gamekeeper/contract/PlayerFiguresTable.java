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

  private PlayerFiguresTable() {}
}
