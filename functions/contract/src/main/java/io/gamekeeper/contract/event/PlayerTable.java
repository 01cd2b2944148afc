package io.gamekeeper.contract.event;

/**
 * Keys and attributes of the table of players: one item for each, with what the events last said
 * and the name under which the lake knows the player.
 */
public final class PlayerTable {
  /** The player's id. */
  public static final String PARTITION_KEY = "pk";

  /** Epoch second after which DynamoDB may delete the item: that of an erased player. */
  public static final String EXPIRY = "expiration";

  /** The random name under which the lake knows the player; nothing else leads to it. */
  public static final String PSEUDONYM = "pseudonym";

  /** Events that were accepted until then, in epoch milliseconds, are not to be kept. */
  public static final String ERASED = "erased";

  public static final String LEVEL = "level";

  /** When the level was reached, in epoch milliseconds. */
  public static final String LEVEL_AT = "levelAt";

  private PlayerTable() {}
}
