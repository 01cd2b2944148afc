package io.gamekeeper.contract.erasure;

import java.time.Duration;

/**
 * Keys and attributes of the table of erasures: one item for each player who was or is to be
 * erased. It is at once what is to be done, who has done it, and – while it is kept – the list by
 * which erasures are repeated after a backup was restored.
 */
public final class ErasureTable {
  /** The player's id. */
  public static final String PARTITION_KEY = "pk";

  /** Epoch second after which DynamoDB may delete the item; a finished erasure's. */
  public static final String EXPIRY = "expiration";

  /** The erasure's own random id: a player can be erased again. */
  public static final String ID = "id";

  /** When it was asked for, in epoch milliseconds: what was accepted until then is erased. */
  public static final String ASKED = "asked";

  /** Since when new events of the player are kept apart from what is erased. */
  public static final String BURIED = "buried";

  /** When all parts had confirmed. */
  public static final String FINISHED = "finished";

  /**
   * How long a finished erasure is kept: longer than any queue holds a message (14 days) and any
   * backup is kept from which data could come back (35 days).
   */
  public static final Duration KEPT = Duration.ofDays(60);

  private ErasureTable() {}

  /** Returns the attribute that says when a part was done, in epoch milliseconds. */
  public static String done(ErasurePart part) {
    return "done_" + part.key();
  }

  /**
   * Returns the attribute that says until when what a part announced may still name the player, in
   * epoch milliseconds.
   */
  public static String named(ErasurePart part) {
    return "named_" + part.key();
  }

  /** Returns the attribute that says how often a part has failed. */
  public static String failures(ErasurePart part) {
    return "failures_" + part.key();
  }

  /** Returns the attribute that says why a part failed last. */
  public static String reason(ErasurePart part) {
    return "reason_" + part.key();
  }
}
